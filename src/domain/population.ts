import type { Quintiles } from "./policy.js";
import type { HourEvidence } from "./timing.js";

/**
 * What is known of everybody, as the engine reads it: merged from all partitions' statistics (engine/learn/population.ts), put into every
 * partition's log as an event, and so a part of the context that replay sees at the same place (decision 0010).
 */
export interface Population {
  /** Names it in decisions; "" = none yet. */
  readonly version: string;
  /** Event time through which it counts, ms. */
  readonly time: number;
  readonly rfm:
    | {
        readonly recency: Quintiles;
        readonly frequency: Quintiles;
        readonly monetary: Quintiles;
        readonly people: number;
      }
    | undefined;
  /** Messages and positive responses by arm: "<action>/<treatment>", and by arm and segment: "<action>/<treatment>@<cell>". */
  readonly arms: ReadonlyMap<string, { readonly sent: number; readonly positive: number }>;
  /** The contextual linear model by channel: weights over FEATURES (arm-features.ts), the features' means, and how many messages it was fitted on. */
  readonly linear: ReadonlyMap<
    string,
    { readonly weights: readonly number[]; readonly means: readonly number[]; readonly messages: number }
  >;
  /** Signs of attention and exposures by hour of the local week, by cohort (CohortKey: "email" is everybody's, "email@<zone>/<cell>" look-alikes'). */
  readonly hours: ReadonlyMap<string, HourEvidence>;
  /** Messages and responses by channel and cohort, the channel choice's prior: "email", "email@<cell>"; and what of them was opened at least: "email/noticed". */
  readonly channels: ReadonlyMap<string, { readonly sent: number; readonly positive: number }>;
  /** People who left after a message, by channel and pressure bucket: "email/2". */
  readonly hazards: ReadonlyMap<string, { readonly sent: number; readonly left: number }>;
}

export const NO_POPULATION: Population = {
  version: "",
  time: 0,
  rfm: undefined,
  arms: new Map(),
  linear: new Map(),
  hours: new Map(),
  channels: new Map(),
  hazards: new Map(),
};

/**
 * A partition's additive statistics: numbers by group and key ("arms/cart-reminder" / "cart-email.sent"). Partitions add up to everybody's.
 * Kept with the offset, one record a group; only groups that changed are written.
 */
export type Statistics = ReadonlyMap<string, ReadonlyMap<string, number>>;
