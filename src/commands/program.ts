import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { AttuneError } from "../domain/errors.js";
import { consentCommand } from "./consent.js";
import { deadCommand } from "./dead.js";
import { deliveriesCommand } from "./deliveries.js";
import { demoCommand } from "./demo.js";
import { doctorCommand } from "./doctor.js";
import { eraseCommand } from "./erase.js";
import { evaluateCommand } from "./evaluate.js";
import { explainCommand } from "./explain.js";
import { exportCommand } from "./export.js";
import { importCommand } from "./import.js";
import { itemsCommand } from "./items.js";
import { promoteCommand, rollbackCommand } from "./model-versions/promote.js";
import { modelsCommand } from "./models.js";
import { recommendCommand } from "./recommend.js";
import { replayCommand } from "./replay.js";
import { reportError } from "./report.js";
import { resultsCommand } from "./results.js";
import { segmentsCommand } from "./segments.js";
import { simulateCommand } from "./simulate.js";
import { statusCommand } from "./status.js";
import { tailCommand } from "./tail.js";
import { trainCommand } from "./train.js";
import { upCommand } from "./up.js";
import { validateCommand } from "./validate.js";

const COMMANDS: readonly (() => Command)[] = [
  demoCommand,
  upCommand,
  statusCommand,
  tailCommand,
  explainCommand,
  recommendCommand,
  resultsCommand,
  segmentsCommand,
  consentCommand,
  importCommand,
  exportCommand,
  itemsCommand,
  trainCommand,
  evaluateCommand,
  modelsCommand,
  simulateCommand,
  () => promoteCommand(),
  () => rollbackCommand("attune rollback", "recommender"),
  validateCommand,
  replayCommand,
  deadCommand,
  deliveriesCommand,
  eraseCommand,
  doctorCommand,
];

export function createProgram(): Command {
  const program = new Command("attune")
    .description("Real-time next-best-action engine: behaviour events in, profiles updated exactly once, messages out")
    .version(packageVersion(), "-V, --version", "print the version")
    // So that what stands behind "segments backfill" is that command's, though "segments" knows --data and --json too.
    .enablePositionalOptions()
    .addHelpText("after", "\nBegin with:\n  $ attune demo\n  $ attune up\n  $ attune <command> --help");
  for (const create of COMMANDS) program.addCommand(create());
  quieten(program);
  return program;
}

export async function runCli(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (| head) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  const program = createProgram();
  if (argv.length <= 2) {
    process.stdout.write(program.helpInformation());
    return;
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const asJson = argv.includes("--json");
    reportError(error instanceof CommanderError ? usageError(error) : error, asJson);
  }
}

function usageError(error: CommanderError): AttuneError {
  const message = error.message === "(outputHelp)" ? "a command is missing" : error.message.replace(/^error: /, "");
  return new AttuneError("ATTUNE_USAGE", message);
}

/** Errors are thrown and printed in one place, in one form. */
function quieten(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) quieten(child);
}

/** src/commands/ and dist/src/commands/ lie at different depths below package.json. */
function packageVersion(): string {
  for (const up of ["../../package.json", "../../../package.json"]) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (name === "attune" && version !== undefined) return version;
    } catch {
      // The other depth.
    }
  }
  return "unknown";
}
