import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { parseDuration } from "../../domain/time.js";
import { DENSE_FIELDS } from "../dense/index.js";
import { count, duration, group } from "../recipe-fields.js";

/** What stands in models/intent/recipe.yaml. Every key has a default: an empty file is the default recipe. */
export const intentRecipeSchema = group("How the intent model is trained.", {
  ...DENSE_FIELDS,
  rows: group("Which moments are learnt from.", {
    most: count("So many at most, a seeded sample of all; each takes some 250 bytes while it trains.", {
      default: 500_000,
      minimum: 1_000,
      maximum: 5_000_000,
    }),
    perVisit: count("A visit with more rows counts as so many when fitting: its rows say much the same.", {
      default: 5,
      minimum: 1,
      maximum: 1_000_000,
    }),
  }),
  churn: group("When somebody counts as lost.", {
    horizon: duration("Without another visit for so long.", {
      default: "30 days",
      minimum: "1 day",
      maximum: "730 days",
    }),
  }),
});

export type IntentRecipe = Static<typeof intentRecipeSchema>;

export function defaultIntentRecipe(): IntentRecipe {
  return Value.Default(intentRecipeSchema, {}) as IntentRecipe;
}

/** Of a checked recipe, ms. */
export function churnMsOf({ churn }: IntentRecipe): number {
  const value = parseDuration(churn.horizon);
  if (value === undefined) throw new TypeError(`not a duration: ${churn.horizon}`);
  return value;
}
