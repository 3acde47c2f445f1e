import { existsSync, statSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { AttuneError } from "../../domain/errors.js";
import { HOUR } from "../../domain/time.js";
import { ESTIMATORS, type Estimator } from "../../training/policy/evaluation.js";
import {
  createCommand,
  durationOption,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withModels,
  withServers,
} from "../options.js";
import { Phases } from "../phases.js";
import { type Outcome, report } from "../report.js";
import { untilStopped } from "../servers.js";
import { NOT_MEASURED } from "./outcome.js";
import { evaluateDecisions } from "./policy-decisions.js";
import { evaluateFile } from "./policy-file.js";

export interface PolicyCommandOptions extends ServerOptions, JsonOption {
  readonly from?: "decisions";
  readonly models?: string;
  readonly candidate?: string;
  readonly reward: string;
  readonly within: number;
  readonly action?: string;
  readonly context?: readonly string[];
  readonly propensity?: string;
  readonly strata?: readonly string[];
  readonly person?: string;
  readonly delimiter: string;
  readonly estimator: Estimator;
  readonly clip?: number;
  readonly seed: number;
}

/** What evaluating works with while it runs. */
export interface Running {
  readonly phases: Phases;
  readonly signal: AbortSignal;
}

/** `attune evaluate policy`: what a policy would have earned, from choices that another one made. */
export function evaluatePolicyCommand(): Command {
  const command = createCommand("policy", "Value a policy from recorded decisions, before it is let loose", [
    "attune evaluate policy --from decisions",
    "attune evaluate policy --from decisions --candidate ./config-new --reward order --within 72h --json",
    "attune evaluate policy --data shown.csv --context device,hour --action item --reward click --propensity probability",
    "attune evaluate policy --data random.csv.gz --action item_id --reward click --propensity uniform --strata position --candidate bts.csv.gz",
  ]);
  withModels(withServers(command))
    .addOption(
      new Option("--from <source>", "decisions: those that the log holds (without a file, anyway)").choices([
        "decisions",
      ]),
    )
    .option(
      "--candidate <folder or file>",
      "a configuration to value; with a file: another policy's log, of the same columns",
    )
    .option("--reward <what>", "of decisions: click, order or revenue; of a file: its column", "click")
    .addOption(
      new Option("--within <time>", "of decisions: what came of them within this time")
        .argParser(durationOption)
        .default(72 * HOUR, "72h"),
    )
    .option("--action <column>", "of a file: what was chosen")
    .option("--propensity <column>", "of a file: with which probability; uniform: each as likely as any other")
    .option("--context <columns>", "of a file: what was known before, numbers or names", columns)
    .option(
      "--strata <columns>",
      "of a file: rows with the same of these are compared with each other (a place on the page)",
      columns,
    )
    .option("--person <column>", "of a file: whose row it is; left out: everybody has one")
    .option("--delimiter <text>", 'of a file: what stands between columns, or "tab"', ",")
    .addOption(new Option("--estimator <name>", "the one whose value is shown first").choices(ESTIMATORS).default("dr"))
    .option("--clip <weight>", "weights are cut off there (default: the square root of the number of rows)", weight)
    .option("--seed <n>", "of halves and bootstrap", wholeNumber(0, 2 ** 31), 1);
  return withJson(command)
    .addHelpText(
      "after",
      `
Choices must have been drawn, with known probabilities: exploration and the control arm see to that. Valued are the policy that made them (current), the
candidate, one that draws evenly (uniform), always the same action of each occasion (best-action), and the action of which a model expects most (trained);
the last two are learnt on one half of the people and valued on the other. Estimators: doubly robust (dr), self-normalised (snips) and plain (ips) inverse
propensity scoring; intervals are 95 %, bootstrap over people. A candidate configuration decides anew at each recorded decision's own state.
--data with a folder is that of the embedded log.`,
    )
    .action((options: PolicyCommandOptions) => report(options, () => evaluate(options)));
}

async function evaluate(options: PolicyCommandOptions): Promise<Outcome> {
  const { data, from } = options;
  if (data !== undefined && !existsSync(data))
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `--data: there is no ${data}`);
  const isFile = data !== undefined && statSync(data).isFile();
  if (isFile && from !== undefined)
    throw new AttuneError("ATTUNE_USAGE", "--from decisions is of the log, --data of a file: give one");
  const stop = new AbortController();
  void untilStopped(() => stop.abort());
  const running: Running = { phases: new Phases(), signal: stop.signal };
  try {
    return isFile ? await evaluateFile(data, options, running) : await evaluateDecisions(options, running);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return NOT_MEASURED;
  } finally {
    running.phases.stop();
  }
}

function columns(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function weight(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a number of at least 1.");
}
