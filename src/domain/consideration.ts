import type { Action, Occasion, Treatment } from "./action.js";
import type { Stage } from "./decision.js";
import type { JsonObject } from "./event.js";
import type { ReasonCode } from "./reasons.js";

/** One moment at which speaking is considered: what the stages of the funnel look at beside the profile. */
export interface Moment {
  readonly occasion: Occasion;
  /** Which wait of the occasion, "w<ms>". */
  readonly ref: string;
  /** The id of the event that made it: part of the decision's id. */
  readonly cause: string;
  /** The profile's clock, ms. */
  readonly time: number;
  /** Items it is about, most relevant first; without those just bought. */
  readonly items: readonly string[];
  /** True when items were taken out because they were just bought. */
  readonly justBought: boolean;
  /** The value of the cart, of the order, or of the item browsed. */
  readonly value: number;
}

/** An action in one of its treatments. */
export interface Option {
  readonly action: Action;
  readonly treatment: Treatment;
}

/** Why an option ends here. */
export interface Refusal {
  readonly stage: Stage;
  readonly code: ReasonCode;
  readonly detail?: string;
}

/** Merge fields for copy, plain JSON. */
export type Facts = JsonObject;
