import type { Command } from "commander";
import pc from "picocolors";
import { type Configuration, configurationFolder, given, loadConfiguration, problemLine } from "../config/index.js";
import { checkChannels } from "./doctor/channels.js";
import { checkHere } from "./doctor/here.js";
import { checkModels } from "./doctor/models.js";
import { type Check, failed } from "./doctor/check.js";
import { checkServers } from "./doctor/servers.js";
import {
  createCommand,
  type JsonOption,
  type ModelsOption,
  type ServerOptions,
  withJson,
  withModels,
  withServers,
} from "./options.js";
import { type ExitCode, type Outcome, report } from "./report.js";

type DoctorOptions = ServerOptions & ModelsOption & JsonOption;

/** `attune doctor`: is everything there that Attune needs, and is it set as it should be? Changes nothing. */
export function doctorCommand(): Command {
  const command = createCommand(
    "doctor",
    "Check Node, the configuration, the models, the log, the state, the ways out, and what they are set to",
    ["attune doctor", "attune doctor --json --log nats://localhost:4222 --state redis://localhost:6379"],
  );
  return withJson(withModels(withServers(command))).action((options: DoctorOptions) =>
    report(options, () => examine(options)),
  );
}

async function examine(options: DoctorOptions): Promise<Outcome> {
  const { log, state, data, models } = options;
  const folder = configurationFolder(options.config);
  const loaded = loadConfiguration(folder, { overrides: given({ log, state, data, models }) });
  const configuration: Configuration | undefined = loaded.ok ? loaded.configuration : undefined;
  const checks: Check[] = [
    ...(await checkHere(configuration)),
    ...(loaded.ok
      ? [
          {
            name: "configuration",
            level: "ok",
            message: `${folder}: ${loaded.configuration.engine.actions.length} actions`,
          } as const,
        ]
      : loaded.errors.map((error) => failed("configuration", problemLine(error), error.fix, 2))),
    ...(configuration === undefined
      ? []
      : [
          ...(await checkModels(configuration)),
          ...(await checkServers(configuration)),
          ...(await checkChannels(configuration)),
        ]),
  ];
  const exitCode = checks.reduce<ExitCode>(
    (worst, each) => (each.level === "fail" ? (Math.max(worst, each.exitCode) as ExitCode) : worst),
    0,
  );
  const shown = checks.map(({ name, level, message, ...rest }) => ({
    name,
    level,
    message,
    ...("fix" in rest ? { fix: rest.fix } : {}),
  }));
  return { fields: { ok: exitCode === 0, checks: shown }, lines: checks.flatMap(checkLines), exitCode };
}

const COLOURS = { ok: pc.green, warn: pc.yellow, fail: pc.red } as const;

function checkLines(check: Check): string[] {
  const first = `${COLOURS[check.level](check.level.padEnd(4))} ${check.name}: ${check.message}`;
  return check.level === "ok" ? [first] : [first, `     fix: ${check.fix}`];
}
