import type { Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import type { Recommender } from "../domain/recommendation.js";
import type { ServingSource } from "../domain/serving.js";
import { createEngine } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { Beside, ReplayedLog } from "../training/outcomes/index.js";
import { replayPartition } from "../worker/replay-partition.js";
import { readTopic } from "./read-topic.js";
import { openScoring } from "./scoring/open-scoring.js";
import { openServing } from "./serving/open-serving.js";

type Replayed = Pick<Configuration, "models" | "recommendations" | "scoring">;

/** The log for those who live its past again: to train, to evaluate, to export. */
export function openReplayedLog(configuration: Replayed, log: EventLog, context: EngineContext): ReplayedLog {
  return replayedLog(configuration, log, openServing(configuration, log, context.recommendations));
}

/** The same, and another configuration's engine to ask beside it, which recommends from the same catalogue with the same model by its own scenarios. */
export function openReplayedBeside(
  configuration: Replayed,
  log: EventLog,
  context: EngineContext,
  other: EngineContext,
): { readonly log: ReplayedLog; readonly beside: Beside } {
  const engine = createEngine(other);
  const serving = openServing(configuration, log, context.recommendations);
  const theirs = openServing(configuration, log, other.recommendations);
  if (serving === undefined || theirs === undefined)
    return { log: replayedLog(configuration, log, serving), beside: { engine } };
  const pairs = new WeakMap<Recommender, Recommender>();
  const both: ServingSource = {
    async resolve(pin) {
      const [mine, others] = await Promise.all([serving.resolve(pin), theirs.resolve(pin)]);
      pairs.set(mine, others);
      return mine;
    },
    entered(pin) {
      serving.entered(pin);
      theirs.entered(pin);
    },
  };
  const recommender = (mine: Recommender): Recommender => pairs.get(mine) ?? mine;
  return { log: replayedLog(configuration, log, both), beside: { engine, recommender } };
}

function replayedLog(configuration: Replayed, log: EventLog, serving: ServingSource | undefined): ReplayedLog {
  const scoring = openScoring(configuration);
  return {
    partitions: log.partitions,
    description: log.description,
    decisions: (partition) => readTopic(log, "decisions", partition),
    replay: (partition, engine, onProgress) =>
      replayPartition(log, engine, partition, {
        ...(serving === undefined ? {} : { serving }),
        ...(scoring === undefined ? {} : { scoring }),
        ...(onProgress === undefined ? {} : { onProgress }),
      }),
  };
}
