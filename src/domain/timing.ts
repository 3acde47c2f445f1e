import type { Channel } from "./message.js";

/** When to say it: hours of the local week, quiet hours, and what a decision records of the time it chose. */

/** Hours of the local week, 0 = Monday 00:00. */
export const HOURS_OF_WEEK = 168;

/** From (inclusive) until (exclusive), minutes after midnight by the clock on the person's wall; equal: never quiet. It may pass midnight. */
export interface DayHours {
  readonly from: number;
  readonly until: number;
}

/** How the person's zone is known, the surest first. "unknown": the shop's zone is taken, and only TimingPolicy.unknownZone's hours. */
export type ZoneSource = "declared" | "observed" | "country" | "unknown";

/** The parameters of the send-time model (models/send-time/recipe.yaml), chosen on validation data. */
export interface SendTimeRecipe {
  /** How many of this person's weighted responses outweigh what holds for look-alikes ... */
  readonly ownStrength: number;
  /** ... and how many of look-alikes' what holds for everybody. */
  readonly cohortStrength: number;
  /** Share of a person's evidence at an hour that is read as "this hour on any day"; the rest as "this hour of this weekday". 0 to 1. */
  readonly sharedByDays: number;
  /** Standard deviation of the circular smoothing over hours; 0 = none. */
  readonly smoothingHours: number;
  /** After this long evidence counts half, ms. */
  readonly halfLifeMs: number;
  /** What a sign of attention counts. */
  readonly weights: {
    readonly open: number;
    readonly click: number;
    readonly session: number;
    readonly purchase: number;
  };
  /**
   * What messages add to the exposure of their hour and those after it, where every hour of the week had as many; a usual hour has 1. Responses are
   * divided by exposures.
   */
  readonly exposurePerMessage: number;
}

/** How the engine chooses a time (policies.yaml, timing). */
export interface TimingPolicy {
  /** The hours, in the shop's zone, in which people whose zone isn't known may be written to on channels with quiet hours. */
  readonly unknownZone: DayHours;
  /** The probability with which an allowed hour is drawn at random, to learn: 0 to 1. */
  readonly exploration: number;
  /** Messages for one hour, or for the end of quiet hours, are spread over so long by the person's hash, ms. */
  readonly spreadMs: number;
  /** It is only waited for an hour whose worth is greater than now's by this share. */
  readonly minimumGain: number;
  readonly recipe: SendTimeRecipe;
}

/** An action's wish. */
export interface ActionTiming {
  /** "now": as soon as it may be said. "best": at the hour within `withinMs` that is worth most. */
  readonly mode: "now" | "best";
  readonly withinMs: number;
  /** What an hour of waiting costs, in the shop's currency. */
  readonly delayCost: number;
}

/** Part of a Decision whose winner's time was chosen. */
export interface TimeChoice {
  readonly mode: "now" | "best" | "explore";
  /** When it is to be said, ms. */
  readonly at: number;
  /** The probability with which this hour was chosen. */
  readonly probability: number;
  readonly zone: string;
  readonly zoneSource: ZoneSource;
  /** The share of the evidence that is this person's own, 0 to 1. */
  readonly evidence: number;
  /** The three best hours among those allowed, best first: posterior response rate relative to a usual hour (1), and what waiting until then is worth. */
  readonly best: readonly { readonly at: number; readonly rate: number; readonly worth: number }[];
}

/** Signs of attention (weighted) and messages sent of one level, by hour of the local week (HOURS_OF_WEEK each), decayed to the same moment. */
export interface HourEvidence {
  readonly responses: ArrayLike<number>;
  readonly exposures: ArrayLike<number>;
}

/** The key of one channel's hour in sparse lists: channel's place in CHANNELS x 168 + hour. */
export function hourKey(channelPlace: number, hour: number): number {
  return channelPlace * HOURS_OF_WEEK + hour;
}

/** Whose hours are counted together in Population.hours: everybody's on a channel, or those of people who live in the same zone and are alike. */
export type CohortKey = Channel | `${Channel}@${string}`;
