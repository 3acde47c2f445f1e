import type { Static } from "@sinclair/typebox";
import { DAY, parseDuration } from "../../domain/time.js";
import { MOST_CLASSES, MOST_REGULAR } from "../../models/purchase-timing/index.js";
import { amount, count, counts, duration, group } from "../recipe-fields.js";

/** models/purchase-timing/recipe.yaml. */
export const purchaseTimingRecipeSchema = group("How the purchase-timing model is trained.", {
  horizon: duration("It foretells the orders of so long.", {
    default: "90 days",
    minimum: "1 day",
    maximum: "3660 days",
  }),
  regularity: counts("The classes of regularity: times between orders are Erlang-k. 1 alone: as chance has it.", {
    default: [1, 2, 3, 4, 6],
    most: MOST_CLASSES,
    minimum: 1,
    maximum: MOST_REGULAR,
  }),
  test: amount("The last share of the time between the first and the last order: not fitted on, but measured.", {
    default: 0.25,
    minimum: 0.05,
    maximum: 0.5,
  }),
  least: group("With less nothing is trained.", {
    people: count("People who ordered.", { default: 500, minimum: 50, maximum: 1e7 }),
    repeaters: count("... and of them those who ordered again.", { default: 100, minimum: 20, maximum: 1e7 }),
    time: duration("... from the first order to the last that is fitted on.", {
      default: "90 days",
      minimum: "14 days",
      maximum: "3660 days",
    }),
  }),
});

export type PurchaseTimingRecipeFile = Static<typeof purchaseTimingRecipeSchema>;

export interface PurchaseTimingRecipe {
  readonly horizonDays: number;
  /** Ascending. */
  readonly regularity: readonly number[];
  readonly test: number;
  readonly least: { readonly people: number; readonly repeaters: number; readonly timeMs: number };
}

/** A checked recipe as training wants it. */
export function purchaseTimingRecipeOf({
  horizon,
  regularity,
  test,
  least,
}: PurchaseTimingRecipeFile): PurchaseTimingRecipe {
  const classes = [...new Set(regularity.length === 0 ? [1] : regularity)].sort((a, b) => a - b);
  const { time, ...people } = least;
  return { horizonDays: ms(horizon) / DAY, regularity: classes, test, least: { ...people, timeMs: ms(time) } };
}

function ms(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new TypeError(`not a duration: ${text}`);
  return value;
}
