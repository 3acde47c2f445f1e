import type { Decision } from "../domain/decision.js";
import { hash53 } from "../domain/hash.js";
import type { Engine, StepResult } from "../domain/step.js";
import type { EventLog } from "../ports/event-log.js";
import type { PinSources } from "../worker/engine-in-force.js";
import { replayPartition } from "../worker/replay-partition.js";
import { findGivers, handedOverBy } from "./handed-over.js";
import { type Outcomes, Tally } from "./what-if-outcomes.js";

/** One decision on both sides; undefined: there is none on that side. */
export interface ChangedDecision {
  readonly id: string;
  readonly person: string;
  readonly occasion: string;
  readonly subject: string;
  readonly time: number;
  readonly before: Choice | undefined;
  readonly after: Choice | undefined;
}

export interface Choice {
  readonly outcome: Decision["outcome"];
  /** `<action>/<treatment>`, "" where nothing is said. */
  readonly winner: string;
  readonly reason: string;
}

export interface WhatIfReport {
  readonly partitions: number;
  /** Events that both replays applied, timers and other events of Attune's own not counted. */
  readonly events: number;
  readonly before: Outcomes;
  readonly after: Outcomes;
  /** Decisions that are others, that are only made now, and that are no longer made. */
  readonly changed: number;
  readonly added: number;
  readonly gone: number;
  /** A sample of those three: always the same ones. */
  readonly examples: readonly ChangedDecision[];
}

export interface WhatIfOptions {
  readonly sample: number;
  /** Waiting timers fire through this time at the end, ms; left out: when the log's newest record was stored. */
  readonly until?: number;
  /** Where each side finds what pins name. */
  readonly sources?: { readonly before: PinSources; readonly after: PinSources };
  readonly onProgress?: (events: number) => void;
}

/**
 * Runs the recorded events twice into fresh states, under the present engine and under another, and holds what they decide against each other.
 * Both are replayed alike: each fires timers of its own (ReplayOptions.ownTimersUntil) and hands over its own profiles, under the population
 * snapshots of the log. People's answers are those that the log has: nobody opens a message that was never sent. Holds one partition's
 * decisions in memory, and the profiles that were merged into others.
 */
export async function whatIf<A, B>(
  log: EventLog,
  present: Engine<A>,
  other: Engine<B>,
  options: WhatIfOptions,
): Promise<WhatIfReport> {
  const ownTimersUntil = options.until ?? (await newestStored(log));
  const both = { ownTimersUntil, ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) };
  const replay = { before: { ...both, ...options.sources?.before }, after: { ...both, ...options.sources?.after } };
  const givers = await findGivers(log);
  const handedOver = {
    before: await handedOverBy(present, log, givers, replay.before),
    after: await handedOverBy(other, log, givers, replay.after),
  };
  const tally = { before: new Tally(), after: new Tally() };
  const sample = new Sample(options.sample);
  let [changed, added, gone] = [0, 0, 0];
  for (let partition = 0; partition < log.partitions; partition++) {
    const decided = new Map<string, Decided>();
    await replayPartition(log, present, partition, {
      ...replay.before,
      handedOver: handedOver.before,
      onStep: (event, result) => {
        tally.before.add(event.type, result);
        for (const decision of decisionsOf(result)) decided.set(decision.id, decidedOf(decision));
      },
    });
    await replayPartition(log, other, partition, {
      ...replay.after,
      handedOver: handedOver.after,
      onStep: (event, result) => {
        tally.after.add(event.type, result);
        for (const decision of decisionsOf(result)) {
          const { choice: after, ...what } = decidedOf(decision);
          const before = decided.get(decision.id)?.choice;
          decided.delete(decision.id);
          if (before !== undefined && isSame(before, after)) continue;
          if (before === undefined) added++;
          else changed++;
          sample.offer({ id: decision.id, ...what, before, after });
        }
      },
    });
    gone += decided.size;
    for (const [id, { choice, ...what }] of decided) sample.offer({ id, ...what, before: choice, after: undefined });
  }
  const { partitions } = log;
  const outcomes = { before: tally.before.outcomes(), after: tally.after.outcomes() };
  return { partitions, events: tally.before.events, ...outcomes, changed, added, gone, examples: sample.taken };
}

interface Decided extends Omit<ChangedDecision, "id" | "before" | "after"> {
  readonly choice: Choice;
}

function decidedOf({ person, occasion, subject, time, outcome, winner = "", reason }: Decision): Decided {
  return { person, occasion, subject, time, choice: { outcome, winner: outcome === "message" ? winner : "", reason } };
}

function isSame(a: Choice, b: Choice): boolean {
  return a.outcome === b.outcome && a.winner === b.winner;
}

function decisionsOf(result: StepResult<unknown>): Decision[] {
  return result.effects.flatMap((effect) => (effect.kind === "decision" ? [effect.decision] : []));
}

/** When the newest record of all partitions was stored, ms: live, timers were fired until then. */
async function newestStored(log: EventLog): Promise<number> {
  let newest = 0;
  for (let partition = 0; partition < log.partitions; partition++) {
    const { last } = await log.bounds("events", partition);
    const record = last === 0 ? undefined : await log.at("events", partition, last);
    newest = Math.max(newest, Math.floor((record?.storedAt ?? 0) / 1_000));
  }
  return newest;
}

/** The few with the smallest hashes: spread over all, and the same in every run. */
class Sample {
  readonly #size: number;
  #taken: { readonly rank: number; readonly decision: ChangedDecision }[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  offer(decision: ChangedDecision): void {
    const rank = hash53(decision.id);
    const last = this.#taken[this.#size - 1];
    if (this.#size === 0 || (last !== undefined && rank >= last.rank)) return;
    this.#taken.push({ rank, decision });
    this.#taken.sort((a, b) => a.rank - b.rank);
    this.#taken.length = Math.min(this.#taken.length, this.#size);
  }

  get taken(): ChangedDecision[] {
    return this.#taken.map(({ decision }) => decision);
  }
}
