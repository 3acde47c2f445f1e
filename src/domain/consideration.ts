import type { Action, Occasion, Treatment } from "./action.js";
import type { Stage } from "./decision.js";
import type { JsonObject, SegmentEvent } from "./event.js";
import type { Told } from "./told.js";
import type { ReasonCode } from "./reasons.js";

/** One moment at which speaking is considered: what the stages of the funnel look at beside the profile. */
export interface Moment {
  readonly occasion: Occasion;
  /** Which timer of the occasion, "w<ms>" or "w<ms>-<hash of the subject>". */
  readonly ref: string;
  /** The id of the event that made it: part of the decision's id. */
  readonly cause: string;
  /** The profile's clock, ms. */
  readonly time: number;
  /** When the occasion opened, ms: relevance fades from then. */
  readonly openedAt: number;
  /** Which one: the tag, segment, event name, order status, slot, form, query, channel; "" where the occasion says it all. */
  readonly subject: string;
  /** Items it is about, most relevant first; without those just bought. */
  readonly items: readonly string[];
  /** True when items were taken out because they were just bought. */
  readonly justBought: boolean;
  /** The value of the cart, of the order, or of the item browsed. */
  readonly value: number;
  /** The event at hand, for conditions; undefined where a timer fired. */
  readonly event: SegmentEvent | undefined;
  /** What words need of the event, at hand or long gone. */
  readonly told?: Told;
  /** The decision that chose its time, for which it has waited: it is said now, unless it may not be. */
  readonly timedBy?: string;
  /** Of a message that is asked about at the moment of sending: when it is worthless; left out: by the action. */
  readonly expiresAt?: number;
  /** An escalation's next message: only this action, in this step (from 1; 0 is the first message). */
  readonly step?: { readonly action: string; readonly index: number };
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
  /** It may be said from then on (ms): the moment is held until the earliest such time when nothing else can be said. */
  readonly until?: number;
}

/** The factors of one option: Pega's P·C·V·L, and what Attune sets against it. */
export interface Factors {
  /** Propensity: the probability of a positive response. */
  readonly p: number;
  /** Context weight, 1 = neutral. */
  readonly c: number;
  readonly v: number;
  readonly l: number;
  /** p x c x v x l */
  readonly priority: number;
  /** 0 to 1: what is left of the occasion's relevance. */
  readonly relevance: number;
  /** What saying it costs: the message, and the hazard of losing the person times the cost of that. */
  readonly cost: number;
  /** priority x relevance - cost: "say nothing" has 0. */
  readonly score: number;
  /** The share of p's evidence that is this person's own behaviour, 0 to 1. */
  readonly evidence: number;
  /** Where p comes from. */
  readonly model: "prior" | "beta" | "linear" | "trained";
  /** Where it is a trained model's: what the learnt rates believed, from 0.0001 to 0.9999. */
  readonly belief?: number;
}

/** A choice among options and saying nothing, with the exact probability of each. */
export interface Choice {
  /** Index into the options; -1: say nothing. */
  readonly chosen: number;
  /** By option. They and `silence` add up to 1. */
  readonly probabilities: readonly number[];
  readonly silence: number;
  /** The best by score, -1: silence; the one after it, -1: silence, undefined: there is none. */
  readonly best: number;
  readonly second: number | undefined;
  readonly mode: "best" | "explore" | "control";
}

/** What the guard says of an option's words. */
export interface GuardVerdict {
  readonly verdict: "allow" | "soften" | "defer" | "block";
  /** The facts that were looked at, and how each fared. */
  readonly facts: readonly GuardFact[];
}

export interface GuardFact {
  readonly fact: string;
  readonly sensitivity: string;
  readonly provenance: string;
  readonly confidence: number;
  /** undefined: it passes. */
  readonly problem?: string;
}

/** One cap as it stood when a decision was made. */
export interface CapUse {
  readonly cap: string;
  readonly used: number;
  readonly limit: number;
}

/** Merge fields for copy, plain JSON. */
export type Facts = JsonObject;
