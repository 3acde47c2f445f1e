import type { Decision } from "./decision.js";
import type { AttuneEvent, JsonObject } from "./event.js";
import type { Message } from "./message.js";
import type { PersonKey } from "./person.js";
import type { ReasonCode } from "./reasons.js";
import type { Timer } from "./timer.js";

/** What leaves a step: it is committed with the profile, published after, exactly once by its id. */
export type Effect =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "decision"; readonly decision: Decision }
  /** An event for another profile (merge, a forwarded late event); `event.person` is its new person. */
  | { readonly kind: "event"; readonly event: AttuneEvent }
  /** This event can't be applied by rule (a loop of ids): it goes to the dead letters. */
  | { readonly kind: "dead"; readonly code: "ATTUNE_FORWARD_LOOP"; readonly reason: string }
  /** The person's records in the log are to be purged. */
  | { readonly kind: "purge"; readonly person: PersonKey };

export interface TimerChange {
  readonly timer: Pick<Timer, "person" | "kind" | "ref">;
  /** null clears it. */
  readonly due: number | null;
}

/**
 * Counters to add to the partition's totals. Fixed names: `people` (+1 a new profile, -1 an erased or merged one), `occasions.<name>`,
 * `decisions`, `messages.<channel>`, `reasons.<code>`. What happens to the event itself is `outcome`.
 */
export type TotalsDelta = ReadonlyMap<string, number>;

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
}

/** What the worker needs of the engine; src/engine/index.ts provides it. Pure: same arguments, same result, nothing else touched. */
export interface Engine<TProfile> {
  step(profile: TProfile | undefined, event: AttuneEvent): StepResult<TProfile>;
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
