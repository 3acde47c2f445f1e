import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { parseDuration } from "../../domain/time.js";
import { DENSE_FIELDS } from "../dense/index.js";
import { duration, group } from "../recipe-fields.js";

/** What stands in models/propensity/recipe.yaml. Every key has a default: an empty file is the default recipe. */
export const propensityRecipeSchema = group("How the propensity model is trained.", {
  within: duration(
    "A click, or the action's goal, counts as an answer when it comes within this time of the message.",
    {
      default: "3 days",
      minimum: "1 h",
      maximum: "60 days",
    },
  ),
  ...DENSE_FIELDS,
});

export type PropensityRecipe = Static<typeof propensityRecipeSchema>;

export function defaultPropensityRecipe(): PropensityRecipe {
  return Value.Default(propensityRecipeSchema, {}) as PropensityRecipe;
}

/** Of a checked recipe, ms. */
export function withinMsOf({ within }: PropensityRecipe): number {
  const value = parseDuration(within);
  if (value === undefined) throw new TypeError(`not a duration: ${within}`);
  return value;
}
