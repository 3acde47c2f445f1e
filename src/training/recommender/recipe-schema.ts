import { type Static, Type } from "@sinclair/typebox";
import type { Signal } from "../../domain/recommendation.js";
import { amount, count, duration, group } from "../recipe-fields.js";

/** What stands in a recipe (models/recommender/recipe.yaml). Every key has a default: an empty file is the default recipe. */

export const recipeSchema = group("How a recommender is trained and how its signals are weighed.", {
  kinds: group("How much each kind of interaction says, beside a view = 1.", {
    view: amount("A view, a click, a rating.", { default: 1, minimum: 0, maximum: 100 }),
    cart: amount("Put into the cart.", { default: 3, minimum: 0, maximum: 100 }),
    save: amount("Put on the wish list.", { default: 2, minimum: 0, maximum: 100 }),
    order: amount("Bought.", { default: 4, minimum: 0, maximum: 100 }),
  }),
  factors: group("Factors of items by implicit alternating least squares (iALS; Rendle et al., RecSys 2022).", {
    dimension: count("Numbers an item; a multiple of 8.", { default: 64, minimum: 8, maximum: 512, multipleOf: 8 }),
    iterations: count("Passes over all interactions.", { default: 8, minimum: 1, maximum: 100 }),
    warmIterations: count("Passes when the factors of an earlier version are gone on with.", {
      default: 4,
      minimum: 1,
      maximum: 100,
    }),
    regularisation: amount("lambda: pulls factors towards 0.", { default: 0.01, minimum: 1e-6, maximum: 100 }),
    unobserved: amount("alpha_0: what an item that was not met counts, as a dislike.", {
      default: 0.2,
      minimum: 0,
      maximum: 10,
    }),
    frequencyExponent: amount("nu: regularisation grows with (interactions + alpha_0 * items)^nu.", {
      default: 1,
      minimum: 0,
      maximum: 2,
    }),
    startDeviation: amount("Standard deviation of the random start, divided by the square root of the dimension.", {
      default: 0.1,
      minimum: 0.0001,
      maximum: 10,
    }),
  }),
  history: group(
    "How a person is folded in: interaction r (0 = the newest) counts floor + recency * 2^(-r / halfLife).",
    {
      floor: amount("What the oldest still count.", { default: 0.05, minimum: 0, maximum: 10 }),
      recency: amount("What the newest counts more.", { default: 2, minimum: 0, maximum: 100 }),
      halfLife: amount("After so many interactions that half is gone.", { default: 5, minimum: 0.1, maximum: 1_000 }),
    },
  ),
  rules: group("Sequential rules: what comes after an item.", {
    window: count("So many items back, each counting 1 / distance.", { default: 10, minimum: 1, maximum: 100 }),
    neighbours: count("Kept for an item.", { default: 200, minimum: 1, maximum: 1_000 }),
    recentItems: count("The newest items that are looked up when serving.", { default: 10, minimum: 1, maximum: 100 }),
    popularityExponent: amount(
      "Weights of what comes after an item are divided by (how often that first item was met)^this: 0 = as counted.",
      {
        default: 0.5,
        minimum: 0,
        maximum: 1,
      },
    ),
  }),
  coOccurrence: group("Also viewed, also bought, bought after a view: cosine with shrinkage.", {
    neighbours: count("Kept for an item.", { default: 100, minimum: 1, maximum: 1_000 }),
    shrink: amount("Added to the denominator: how far few meetings are believed.", {
      default: 20,
      minimum: 0,
      maximum: 10_000,
    }),
    within: duration("Views of one person belong together when they are no further apart.", {
      default: "1 day",
      minimum: "1 min",
      maximum: "366 days",
    }),
    boughtWithin: duration("Purchases belong together, and a purchase to a view before it, within this time.", {
      default: "30 days",
      minimum: "1 min",
      maximum: "3660 days",
    }),
    halfLife: duration("After this long a meeting counts half.", {
      default: "90 days",
      minimum: "1 h",
      maximum: "3660 days",
    }),
    history: count("Of one person, only so many of the newest interactions count.", {
      default: 200,
      minimum: 2,
      maximum: 10_000,
    }),
  }),
  sessions: group("Sessions for neighbour search (VMIS-kNN; Kersbergen et al., SIGMOD 2022).", {
    gap: duration("A new session begins after this long without an interaction.", {
      default: "30 min",
      minimum: "1 min",
      maximum: "30 days",
    }),
    kept: count("Sessions kept, the newest.", { default: 500_000, minimum: 0, maximum: 50_000_000 }),
    perItem: count("Newest sessions kept for an item; at least as many as sample.", {
      default: 500,
      minimum: 1,
      maximum: 10_000,
    }),
    items: count("Different items of a session; a longer one goes on as another.", {
      default: 100,
      minimum: 2,
      maximum: 1_000,
    }),
    sample: count("m: the newest sessions that share an item.", { default: 500, minimum: 1, maximum: 10_000 }),
    neighbours: count("k: the nearest of them.", { default: 100, minimum: 1, maximum: 10_000 }),
  }),
  popularity: group("What is liked where no live popularity is known yet: forward decay (Cormode et al., ICDE 2009).", {
    halfLife: duration("After this long an interaction counts half.", {
      default: "7 days",
      minimum: "1 h",
      maximum: "3660 days",
    }),
  }),
  reorder: group("How soon the same thing is bought again.", {
    purchases: count("So many repeated purchases at least, or nothing is said of the item.", {
      default: 3,
      minimum: 1,
      maximum: 1_000,
    }),
  }),
  blend: group("Weights of the signals' z-scores; a signal left out has 0.", {
    forYou: blend("For you.", { taste: 1, next: 0.3 }),
    nextItem: blend("Next item.", { taste: 0.6, next: 0.8, session: 0.4 }),
    learn: Type.Boolean({
      description: "Learn the weights from the newest interactions instead; those above are the start.",
      default: true,
    }),
  }),
});

/** A recipe as it is written: durations are texts. */
export type RecipeFile = Static<typeof recipeSchema>;

/** Of domain/recommendation.ts SIGNALS those that are blended. */
function blend(description: string, defaults: { readonly [signal in BlendedSignal]?: number }) {
  const weight = (signal: BlendedSignal, says: string) =>
    amount(says, { default: defaults[signal] ?? 0, minimum: -10, maximum: 10 });
  return group(description, {
    taste: weight("taste", "Factors."),
    next: weight("next", "Sequential rules."),
    session: weight("session", "Neighbouring sessions."),
    "also-viewed": weight("also-viewed", "Viewed together with the newest items."),
    popular: weight("popular", "Popularity."),
    trending: weight("trending", "On the rise."),
    content: weight("content", "Category, brand and price tier."),
    own: weight("own", "What the person knows already."),
  });
}

type BlendedSignal = Extract<
  Signal,
  "taste" | "next" | "session" | "also-viewed" | "popular" | "trending" | "content" | "own"
>;
