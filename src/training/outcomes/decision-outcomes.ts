import type { EngineContext } from "../../domain/context.js";
import type { Decision } from "../../domain/decision.js";
import { createEngine } from "../../engine/index.js";
import type { DecisionOutcome } from "./outcome.js";
import { PartitionOutcomes } from "./partition-outcomes.js";
import { RecordedDecisions } from "./recorded-decisions.js";
import type { ReplayedLog } from "./replayed-log.js";
import { Strays } from "./strays.js";
import { type Beside, type WatchedStep, watchEngine } from "./watch-engine.js";

/** How much of the log could be used. */
export interface OutcomeTally {
  /** Decisions that the log holds. */
  recorded: number;
  /** ... that the replay made again as they were. The others are passed over: another configuration made them. */
  reproduced: number;
}

export interface OutcomeOptions<K> {
  /** How long after a decision something counts as having come of it, ms. */
  readonly withinMs: number;
  /** What is kept of a decision until it is known what came of it; undefined: it is passed over. */
  readonly keep: (decision: Decision, step: WatchedStep) => K | undefined;
  readonly beside?: Beside;
  readonly tally?: OutcomeTally;
  /** Its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (events: number) => void;
}

/**
 * What came of every decision that the log holds: answers to its message as the engine attributes them, and orders, by replay. People who were merged into
 * others are followed. Holds one partition's decisions in memory, and those of the people who were merged.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE
 */
export async function* decisionOutcomes<K>(
  log: ReplayedLog,
  context: EngineContext,
  options: OutcomeOptions<K>,
): AsyncGenerator<DecisionOutcome<K>> {
  const { withinMs, keep, beside, tally = { recorded: 0, reproduced: 0 }, signal, onProgress } = options;
  const strays = new Strays<K>();
  let newest = 0;
  for (let partition = 0; partition < log.partitions; partition++) {
    signal?.throwIfAborted();
    const recorded = await RecordedDecisions.of(log.decisions(partition));
    tally.recorded += recorded.count;
    const outcomes = new PartitionOutcomes<K>(context, (decision, step) => {
      if (!recorded.has(decision)) return undefined;
      tally.reproduced++;
      return keep(decision, step);
    });
    const engine = watchEngine(createEngine(context), (step) => outcomes.take(step), beside);
    await log.replay(partition, engine, (events) => {
      signal?.throwIfAborted();
      onProgress?.(events);
    });
    newest = Math.max(newest, outcomes.newest);
    yield* outcomes.settle(withinMs, strays);
  }
  yield* strays.settle(withinMs, newest);
}
