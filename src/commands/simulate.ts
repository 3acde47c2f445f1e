import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { SIMULATED_POLICIES, type SimulatedPolicy } from "../app/simulate/policies.js";
import type { Simulation } from "../app/simulate/index.js";
import { buildEngineContext } from "../config/index.js";
import { NOT_MEASURED } from "./evaluate/outcome.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  wholeNumber,
  withConfiguration,
  withJson,
} from "./options.js";
import { Phases } from "./phases.js";
import { type Outcome, report } from "./report.js";
import { untilStopped } from "./servers.js";
import { simulationLines } from "./simulation-lines.js";

interface SimulateCommandOptions extends JsonOption {
  readonly config?: string;
  /** Left out: all. */
  readonly policy?: readonly SimulatedPolicy[];
  readonly weeks: number;
  readonly history: number;
  readonly people: number;
  readonly seed: number;
  readonly seeds: number;
  readonly write?: string;
}

/** `attune simulate`: what speaking brings, in a world whose truth is known. */
export function simulateCommand(): Command {
  const command = createCommand("simulate", "Let policies speak to a simulated population whose truth is known", [
    "attune simulate",
    "attune simulate --policy mass,rules,attune --weeks 12 --people 1000 --seeds 5 --json",
    "attune simulate --policy none --policy attune --config ./my-config --seeds 3",
  ])
    .option(
      "--policy <name>",
      `who speaks, one or more: ${SIMULATED_POLICIES.join(", ")}; the last is held against the others (default: all)`,
      policies,
    )
    .option("--weeks <n>", "weeks that are measured", wholeNumber(1, 104), 12)
    .option("--history <n>", "weeks before them in which nobody is written to", wholeNumber(0, 104), 8)
    .option("--people <n>", "of each seed", wholeNumber(10, 100_000), 1_000)
    .option("--seed <n>", "the first one", wholeNumber(0, 2 ** 31), 1)
    .option("--seeds <n>", "how many: each another shop with other people", wholeNumber(1, 1_000), 1)
    .option("--write <file>", "write what --json prints into a file");
  return withJson(withConfiguration(command))
    .addHelpText(
      "after",
      `
mass: the same newsletter every week to all who agreed; its open and click rates are what the population is calibrated to (22.5 %, 0.68 %).
rules: that newsletter, a welcome, a cart reminder after an hour, a browse reminder after a day, a win-back after two months, always.
attune: this configuration in the real engine, from the imported history on; it learns as it goes.
All policies meet the same people with the same luck. Needs nothing but memory and time: 3,000 people take Attune about a minute.`,
    )
    .action((options: SimulateCommandOptions) => report(options, () => run(options)));
}

async function run(options: SimulateCommandOptions): Promise<Outcome> {
  const started = performance.now();
  const context = buildEngineContext(configurationOf(options));
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const phases = new Phases();
  // Loaded when needed: other commands start faster.
  const { simulate } = await import("../app/simulate/index.js");
  const { policy = SIMULATED_POLICIES, weeks, history: historyWeeks, people, seed, seeds, write } = options;
  try {
    const found: Simulation = await simulate({
      policies: policy,
      context,
      ...{ weeks, historyWeeks, people, seed, seeds },
      onProgress: (what, done, total) => phases.show(what, done, total),
      signal: stop.signal,
    });
    const fields = { ...found, seconds: Math.round(performance.now() - started) / 1_000 };
    if (write !== undefined) writeFileSync(write, `${JSON.stringify(fields, undefined, 2)}\n`);
    return { fields, lines: simulationLines(found) };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    phases.stop();
  }
}

/** "mass,attune", or the option given more than once. */
function policies(text: string, before: readonly SimulatedPolicy[] = []): readonly SimulatedPolicy[] {
  const named = text.split(",").map((name) => {
    const found = SIMULATED_POLICIES.find((policy) => policy === name.trim());
    if (found === undefined) throw new InvalidArgumentError(`It must be of ${SIMULATED_POLICIES.join(", ")}.`);
    return found;
  });
  return [...new Set([...before, ...named])];
}
