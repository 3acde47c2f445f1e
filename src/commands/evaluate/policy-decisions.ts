import { openReplayedBeside, openReplayedLog } from "../../app/replayed-log.js";
import { buildEngineContext, type Configuration, requireConfiguration } from "../../config/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { EventLog } from "../../ports/event-log.js";
import type { DecisionChoices, DecisionTally, Reward } from "../../training/policy/index.js";
import { configurationOf } from "../options.js";
import { grouped, type Outcome } from "../report.js";
import { withLog } from "../servers.js";
import type { PolicyCommandOptions, Running } from "./policy.js";
import { policyLines } from "./policy-lines.js";

/** The log's decisions; a candidate is another configuration. */
export async function evaluateDecisions(options: PolicyCommandOptions, running: Running): Promise<Outcome> {
  const started = performance.now();
  const { evaluatePolicies, REWARDS } = await import("../../training/policy/index.js");
  const reward = REWARDS.find((name) => name === options.reward);
  if (reward === undefined) throw new AttuneError("ATTUNE_USAGE", `--reward: of decisions ${REWARDS.join(", ")}`);
  const configuration = configurationOf(options);
  const { choices, candidate, tally } = await withLog(configuration, (log) =>
    readDecisions(configuration, log, { ...options, reward }, running),
  );
  const { phases } = running;
  phases.stop();
  const evaluation = evaluatePolicies(choices, {
    ...{ estimator: options.estimator, clip: options.clip, seed: options.seed, candidate },
    onProgress: (phase, done, total) => phases.show(phase, done, total),
  });
  phases.stop();
  const seconds = Math.round(performance.now() - started) / 1_000;
  return {
    fields: { ...evaluation, reward, withinMs: options.within, decisions: tally, seconds },
    lines: [tallyText(tally, choices.count), ...policyLines(evaluation, reward)],
  };
}

async function readDecisions(
  configuration: Configuration,
  log: EventLog,
  { reward, within: withinMs, candidate }: PolicyCommandOptions & { readonly reward: Reward },
  { phases, signal }: Running,
): Promise<DecisionChoices> {
  const { decisionChoices } = await import("../../training/policy/index.js");
  const context = buildEngineContext(configuration);
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const bounds = await Promise.all(partitions.map((partition) => log.bounds("events", partition)));
  const total = bounds.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  const reading = {
    reward,
    withinMs,
    signal,
    onProgress: (events: number) => phases.show("replaying", (done += events), total),
  };
  if (candidate === undefined) return decisionChoices(openReplayedLog(configuration, log, context), context, reading);
  const { log: address, state, data } = configuration;
  const other = buildEngineContext(requireConfiguration(candidate, { overrides: { log: address, state, data } }));
  const opened = openReplayedBeside(configuration, log, context, other);
  return decisionChoices(opened.log, context, { ...reading, beside: opened.beside });
}

/** How the log's decisions became choices, for people. */
function tallyText(
  { recorded, reproduced, certain, continued, young, elsewhere }: DecisionTally,
  drawn: number,
): string {
  const others =
    elsewhere === 0
      ? ""
      : `; in ${grouped(elsewhere)} of those without a choice the candidate would do something else, and nobody can say what comes of it`;
  return `${grouped(drawn)} choices of ${grouped(recorded)} decisions (${grouped(recorded - reproduced)} made by another configuration, ${grouped(certain)} without a choice, ${grouped(continued)} said later what was chosen before, ${grouped(young)} too young)${others}`;
}
