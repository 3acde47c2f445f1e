import type { SegmentEvent } from "../../src/domain/event.js";
import type { ProfileDraft } from "../../src/domain/profile-draft.js";
import {
  type IntentModel,
  type IntentScores,
  NO_SCORING,
  type PropensityModel,
  type PurchaseTimingModel,
  type ScoredMoment,
  type ScoredOption,
  type Scoring,
} from "../../src/domain/scoring.js";
import { DAY } from "../../src/domain/time.js";

/** Models that are a line of arithmetic: for what the engine does with scores. How they are come by is src/models' own. */

export function anIntentModel(
  version: string,
  score: (draft: ProfileDraft, event: SegmentEvent) => Partial<IntentScores>,
): IntentModel {
  return { version, score: (draft, event) => ({ session: 0, day: 0, churn: 0, ...score(draft, event) }) };
}

export function aPropensityModel(
  version: string,
  score: (option: ScoredOption, moment: ScoredMoment) => number,
): PropensityModel {
  return { version, score: (options, moment) => options.map((option) => score(option, moment)) };
}

/** Everybody orders again after `everyMs`, and leaves when twice that has passed. */
export function aPurchaseTimingModel(version: string, everyMs: number): PurchaseTimingModel {
  return {
    version,
    horizonDays: 90,
    outlook({ orders, revenue, lastOrder }, time) {
      const alive = Math.max(0, 1 - (time - lastOrder) / (4 * everyMs));
      const expected = (alive * 90 * DAY) / everyMs;
      return {
        alive,
        orders: expected,
        value: (expected * revenue) / orders,
        nextOrder: Math.max(time, lastOrder + everyMs),
      };
    },
    aliveUntil: ({ lastOrder }, least) => lastOrder + 4 * everyMs * (1 - least),
  };
}

/** In force, and in their shadow; the pin names them. */
export function aScoring(current: Omit<Scoring, "pin" | "shadow">, shadow: Scoring["shadow"] = {}): Scoring {
  const { intent, propensity } = shadow;
  return {
    ...NO_SCORING,
    ...current,
    shadow,
    pin: { current: versionsOf(current), shadow: versionsOf({ intent, propensity }) },
  };
}

function versionsOf(
  models: Readonly<Record<string, { readonly version: string } | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(models).flatMap(([name, model]) =>
      model === undefined ? [] : [[name === "purchaseTiming" ? "purchase-timing" : name, model.version]],
    ),
  );
}
