import type { Decision } from "./decision.js";
import type { Recheck } from "./delivery.js";
import type { CatalogueEntry } from "./item.js";
import type { JsonObject, PersonEvent } from "./event.js";
import type { Message } from "./message.js";
import type { PersonKey } from "./person.js";
import type { Statistics } from "./population.js";
import type { Recommender } from "./recommendation.js";
import type { Scoring } from "./scoring.js";
import type { ReasonCode } from "./reasons.js";
import type { Timer } from "./timer.js";

/** What leaves a step: it is committed with the profile, published after, exactly once by its id. */
export type Effect =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "decision"; readonly decision: Decision }
  /** An event for another profile (merge, a forwarded late event); `event.person` is its new person. */
  | { readonly kind: "event"; readonly event: PersonEvent }
  /** This event can't be applied by rule (a loop of ids): it goes to the dead letters. */
  | { readonly kind: "dead"; readonly code: "ATTUNE_FORWARD_LOOP"; readonly reason: string }
  /** The person's records in the log are to be purged. */
  | { readonly kind: "purge"; readonly person: PersonKey }
  /** What a product event told of an item, for the catalogue's journal. Nothing of the person is in it. */
  | { readonly kind: "item"; readonly entry: CatalogueEntry };

export interface TimerChange {
  readonly timer: Pick<Timer, "person" | "kind" | "ref">;
  /** null clears it. */
  readonly due: number | null;
}

/**
 * Counters to add to the partition's totals. Fixed names: `people` (+1 a new profile, -1 an erased or merged one), `occasions.<name>`,
 * `decisions`, `messages.<channel>`, `undelivered.<outcome>`, `reasons.<code>`. What happens to the event itself is `outcome`.
 */
export type TotalsDelta = ReadonlyMap<string, number>;

/** What a stage may put out beside changing the profile. */
export interface Outlet {
  effect(effect: Effect): void;
  /** Adds to the totals. */
  count(name: string, by?: number): void;
  /** Counts why something ended where it did. */
  reason(code: ReasonCode, by?: number): void;
  /** Adds to the partition's statistics (domain/population.ts). */
  learn(group: string, key: string, by: number): void;
  /** What this step has added to them so far: PartitionView.statistic doesn't count it yet. */
  learnt(group: string, key: string): number;
}

/** What a step may know of its partition: part of the state that is committed with the offset, so that replay sees the same. */
export interface PartitionView {
  readonly partition: number;
  readonly partitions: number;
  /** One of the partition's statistics, 0 where there is none: coupon codes issued, by pool ("coupons", "<pool>"). */
  statistic(group: string, key: string): number;
}

/** The result of one step of the engine. `TProfile` is the engine's own; the worker only stores it. */
export interface StepResult<TProfile> {
  /** "applied" changed (or could have changed) the profile; the others left it as it was. */
  readonly outcome:
    | Extract<ReasonCode, "event.applied" | "event.duplicate" | "event.forwarded" | "timer.stale">
    | "dead";
  /** The profile after the event; undefined: there is none (any more). The same object as before when nothing changed. */
  readonly profile: TProfile | undefined;
  readonly timers: readonly TimerChange[];
  readonly effects: readonly Effect[];
  readonly totals: TotalsDelta;
  /** What to add to the partition's statistics. */
  readonly statistics: Statistics;
}

/** What the worker needs of the engine; src/engine/index.ts provides it. Pure: same arguments, same result, nothing else touched. */
export interface Engine<TProfile> {
  step(profile: TProfile | undefined, event: PersonEvent, partition: PartitionView): StepResult<TProfile>;
  /** The same engine under another population snapshot (ContextEvent.population). @throws AttuneError ATTUNE_POPULATION_UNREADABLE */
  under(population: Uint8Array): Engine<TProfile>;
  /** The same engine recommending with this (ContextEvent.serving, resolved). */
  serving(recommender: Recommender): Engine<TProfile>;
  /** The same engine scoring with these models (ContextEvent.scoring, resolved). */
  scoring(scoring: Scoring): Engine<TProfile>;
  /** The population snapshot that all partitions' statistics add up to, as of `time`, for a ContextEvent. Equal statistics give equal bytes. */
  population(statistics: Statistics, time: number): Uint8Array;
  /** What to add to a partition's statistics when a ContextEvent of this time is applied: what has faded goes. */
  faded(statistics: Statistics, time: number): Statistics;
  /** Whether a message may leave now, as the profile stands; `time` is the present, ms. Pure; undefined: there is no such person (any more). */
  recheck(profile: TProfile | undefined, message: Message, time: number): Recheck;
  /** Deterministic: equal profiles give equal bytes. */
  encode(profile: TProfile): Uint8Array;
  /** @throws AttuneError ATTUNE_PROFILE_UNREADABLE */
  decode(bytes: Uint8Array): TProfile;
  /** For people and programs (explain, console). */
  describe(profile: TProfile): JsonObject;
  /** Bytes held in memory, about: for the cache's bound. */
  sizeOf(profile: TProfile): number;
  readonly contextVersion: string;
}
