import type { SendTimeRecipe } from "../../domain/timing.js";
import type { Evidence } from "../../models/versions/evidence.js";
import type { Interval } from "../evaluate/bootstrap.js";
import type { SendTimeProtocol } from "./split.js";
import type { SendTimeTrial } from "./tune.js";

/** Shares of held-out signs in the three chosen hours of their day, 0 to 1. */
export interface Shares {
  /** Any three hours of the day. */
  readonly random: number;
  /** Everybody's three best hours. */
  readonly global: number;
  /** The person's own three best hours, as counted. */
  readonly histogram: number;
  /** The model as it is served. */
  readonly attune: number;
}

export interface SharesOfPart extends Shares {
  readonly name: string;
  readonly cases: number;
}

/** `attune evaluate send-time --json`. */
export interface SendTimeEvaluation extends Shares {
  readonly protocol: SendTimeProtocol;
  readonly kind: keyof SendTimeRecipe["weights"];
  readonly zone: string;
  readonly data: {
    readonly source: string;
    readonly people: number;
    readonly signs: number;
    readonly from: string;
    readonly until: string;
  };
  readonly split: string;
  /** Who was measured, and on how many held-out signs. */
  readonly people: number;
  readonly cases: number;
  /** 95 % of `attune`, bootstrap over people. */
  readonly interval: Interval;
  readonly intervals: Readonly<Record<"global" | "histogram", Interval>>;
  /** 95 % of `attune` minus `histogram`, paired. */
  readonly gain: Interval;
  /** Held-out signs that are the first of their hour: several opens of one message are one. */
  readonly apart: SharesOfPart;
  /** By how many signs trained. */
  readonly byHistory: readonly SharesOfPart[];
  /** The model's rates for somebody of whom nothing is known, by hour of the week. */
  readonly everyone: readonly number[];
  readonly recipe: SendTimeRecipe;
  readonly seed: number;
  /** Recipes that were tried on the training part, the best first. */
  readonly trials?: readonly SendTimeTrial[];
  /** Against the recipe in force, on the held-out signs. */
  readonly evidence?: Evidence;
  readonly cpuSeconds: number;
}
