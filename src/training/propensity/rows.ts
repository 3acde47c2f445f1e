import { createHash } from "node:crypto";
import type { EngineContext } from "../../domain/context.js";
import { AttuneError } from "../../domain/errors.js";
import { PROPENSITY_FEATURES } from "../../models/features.js";
import type { SourcedData } from "../dense/index.js";
import { decisionOutcomes, type OutcomeTally, type ReplayedLog } from "../outcomes/index.js";
import { Numbering } from "../read/numbering.js";
import { RowKeeper } from "../rows/row-keeper.js";
import { RowRecorder } from "./row-recorder.js";

/** Rows kept, about 250 bytes each; of more a seeded sample. */
const MOST_ROWS = 2_000_000;
const MOST_PEOPLE = 16_000_000;
const INPUTS = PROPENSITY_FEATURES.length;
/** The one thing that is foreseen. */
export const HEAD = "response";

/** How the messages of a log became rows. */
export interface PropensityTally extends OutcomeTally {
  /** Sent by decisions that the replay made again. */
  messages: number;
  /** They never left, or came back. */
  undelivered: number;
  /** Too young: an answer may still come. */
  young: number;
}

export interface PropensityRows extends SourcedData {
  readonly tally: PropensityTally;
}

export interface PropensityRowsOptions {
  /** How long an answer is waited for, ms. */
  readonly withinMs: number;
  /** Only messages whose answer was known before, ms. */
  readonly until?: number | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (events: number) => void;
}

interface Sent {
  readonly decision: string;
  readonly row: Float32Array;
}

/**
 * A row for each message that the log's decisions sent: what the propensity model would have read of it then, and whether it was answered in time, by
 * replay through the engine.
 * @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE where there is none | ATTUNE_LOG_UNAVAILABLE
 */
export async function propensityRows(
  log: ReplayedLog,
  context: EngineContext,
  { withinMs, until = Number.POSITIVE_INFINITY, seed, signal, onProgress }: PropensityRowsOptions,
): Promise<PropensityRows> {
  const recorder = new RowRecorder();
  const recorded: ReplayedLog = {
    ...log,
    replay: (partition, engine, progress) => log.replay(partition, recorder.watch(engine, context.scoring), progress),
  };
  const tally: PropensityTally = { recorded: 0, reproduced: 0, messages: 0, undelivered: 0, young: 0 };
  const keeper = new RowKeeper(INPUTS, MOST_ROWS, seed);
  const people = new Numbering("people", MOST_PEOPLE);
  const facts: { readonly time: number; readonly person: number; readonly isAnswered: boolean }[] = [];
  const outcomes = decisionOutcomes<Sent>(recorded, context, {
    withinMs,
    tally,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
    keep(decision) {
      const row = decision.message === undefined ? undefined : recorder.rowOf(decision);
      return row === undefined ? undefined : { decision: decision.id, row };
    },
  });
  for await (const { kept, person, time, answer, isWhole } of outcomes) {
    tally.messages++;
    if (answer.undelivered !== undefined) tally.undelivered++;
    else if (!isWhole || time + withinMs > until) tally.young++;
    else {
      keeper.offer(kept.decision, (into, at) => into.set(kept.row, at));
      const isAnswered = answer.clickedAt !== undefined || answer.goalAt !== undefined;
      facts.push({ time, person: people.of(person), isAnswered });
    }
  }
  if (facts.length === 0)
    throw new AttuneError(
      "ATTUNE_TRAINING_TOO_LITTLE",
      `${log.description}: of ${tally.messages} messages not one is known to be answered or not (${tally.recorded} decisions, ${tally.reproduced} of them as the configuration makes them now)`,
    );
  const { rows, numbers } = keeper.result();
  const of = <T>(pick: (fact: (typeof facts)[number]) => T): T[] =>
    Array.from(numbers, (number) => pick(facts[number] as (typeof facts)[number]));
  const times = Float64Array.from(of(({ time }) => time));
  const labels = Float32Array.from(of(({ isAnswered }) => (isAnswered ? 1 : 0)));
  return {
    rows,
    inputs: INPUTS,
    labels,
    knownAt: times.map((time) => time + withinMs),
    times,
    people: Uint32Array.from(of(({ person }) => person)),
    heads: [HEAD],
    source: `log ${log.description}${Number.isFinite(until) ? `, before ${new Date(until).toISOString()}` : ""}`,
    dataHash: createHash("sha256").update(rows).update(labels).update(times).digest("hex"),
    tally,
  };
}
