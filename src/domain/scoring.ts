import type { Moment, Option } from "./consideration.js";
import type { EngineContext } from "./context.js";
import type { SegmentEvent } from "./event.js";
import type { ProfileDraft } from "./profile-draft.js";
import type { View } from "./view.js";

/**
 * Trained models as the engine asks them. Pure: the same profile, event and version give the same scores, live and in replay. src/models/ implements it;
 * the engine sees only this. Which versions score comes into force by a ContextEvent, as what recommendations are made of does.
 */

/** The models that score, each a folder under models/. */
export const SCORING_MODELS = ["intent", "propensity", "purchase-timing"] as const;
export type ScoringModel = (typeof SCORING_MODELS)[number];

/** Versions by model; left out: none scores. */
export type ModelVersions = Readonly<Partial<Record<ScoringModel, string>>>;

export interface ScoringPin {
  readonly current: ModelVersions;
  /** Candidates that score beside the current ones: what they say is counted, and nobody acts upon it. */
  readonly shadow: ModelVersions;
}

export const NO_SCORING_PIN: ScoringPin = { current: {}, shadow: {} };

/** Equal pins have equal names: "intent=a,propensity=b;intent=c", what scores in the shadow behind the semicolon. */
export function scoringPinName({ current, shadow }: ScoringPin): string {
  return `${versionsName(current)};${versionsName(shadow)}`;
}

export function sameScoringPin(a: ScoringPin, b: ScoringPin): boolean {
  return scoringPinName(a) === scoringPinName(b);
}

function versionsName(versions: ModelVersions): string {
  return SCORING_MODELS.flatMap((model) => {
    const version = versions[model];
    return version === undefined ? [] : [`${model}=${version}`];
  }).join(",");
}

/** What the intent model says after an event: probabilities, multiples of 0.0001. */
export interface IntentScores {
  /** An order before the present session ends. */
  readonly session: number;
  /** An order within 24 hours. */
  readonly day: number;
  /** No further session within the recipe's horizon (30 days as shipped). */
  readonly churn: number;
}

export interface IntentModel {
  readonly version: string;
  /** After the profile has taken the event in. */
  score(draft: ProfileDraft, event: SegmentEvent, context: EngineContext): IntentScores;
}

/** One option whose response is asked for. */
export interface ScoredOption {
  readonly option: Option;
  /** What the learnt rates (arm, cell, linear model, the person's own) believe of it, 0.0001 to 0.9999: a feature like the others. */
  readonly belief: number;
}

/** What all options of one decision share. */
export interface ScoredMoment {
  readonly draft: ProfileDraft;
  readonly moment: Moment;
  readonly view: View;
  readonly context: EngineContext;
}

export interface PropensityModel {
  readonly version: string;
  /** The probability of a positive response to each, in their order; multiples of 0.0001, never 0 or 1. */
  score(options: readonly ScoredOption[], moment: ScoredMoment): readonly number[];
}

/** What a purchase-timing model reads: one person's orders. Times in ms, money in the shop's currency. */
export interface PurchaseHistory {
  readonly orders: number;
  readonly revenue: number;
  readonly firstOrder: number;
  readonly lastOrder: number;
  /** Of the orders that the profile keeps, oldest first: what their rhythm is read from. */
  readonly times: readonly number[];
}

/** As of a time, for somebody with an order at least. */
export interface PurchaseOutlook {
  /** The probability that they still are a customer, 0 to 1. */
  readonly alive: number;
  /** Orders expected within the model's horizon, and what they will be worth. */
  readonly orders: number;
  readonly value: number;
  /** When the next order is to be expected, should they still be a customer, ms. */
  readonly nextOrder: number;
}

export interface PurchaseTimingModel {
  readonly version: string;
  readonly horizonDays: number;
  outlook(history: PurchaseHistory, time: number): PurchaseOutlook;
  /** When `alive` will fall to `least` if no order comes, ms; infinity where it never does. */
  aliveUntil(history: PurchaseHistory, least: number): number;
}

/** What is in force. */
export interface Scoring {
  readonly pin: ScoringPin;
  readonly intent?: IntentModel;
  readonly propensity?: PropensityModel;
  readonly purchaseTiming?: PurchaseTimingModel;
  /** Beside them. */
  readonly shadow: { readonly intent?: IntentModel; readonly propensity?: PropensityModel };
}

export const NO_SCORING: Scoring = { pin: NO_SCORING_PIN, shadow: {} };

/** The versions that score, as a decision names them; undefined: none does. What they are made of may be less than the pin names. */
export function versionsInForce({ intent, propensity, purchaseTiming }: Scoring): ModelVersions | undefined {
  if (intent === undefined && propensity === undefined && purchaseTiming === undefined) return undefined;
  return {
    ...(intent === undefined ? {} : { intent: intent.version }),
    ...(propensity === undefined ? {} : { propensity: propensity.version }),
    ...(purchaseTiming === undefined ? {} : { "purchase-timing": purchaseTiming.version }),
  };
}

/** Finds what a pin names. The worker awaits it where a pin comes into force. */
export interface ScoringSource {
  /** @throws AttuneError ATTUNE_MODEL_UNAVAILABLE | ATTUNE_MODEL_INVALID: what was in force stays */
  resolve(pin: ScoringPin): Promise<Scoring>;
  /** It has come into force: models resolved before that it doesn't name are asked no more. */
  entered?(pin: ScoringPin): void;
}
