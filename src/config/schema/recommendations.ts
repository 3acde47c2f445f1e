import { type Static, Type } from "@sinclair/typebox";
import { SCENARIOS } from "../../domain/recommendation.js";
import { amount, count, duration, entry, flag, group, id, list, oneOf, text } from "./fields.js";

/** What stands in config/recommendations.yaml. */

const share = { minimum: 0, maximum: 1 };

/** Of a treatment and of a scenario alike; what is left out is the scenario's, and there the built-in's. */
export const filterSchema = entry("Which items.", {
  types: Type.Optional(names("Only items of these types (product, article, offer).")),
  categories: Type.Optional(names("Only of these categories.")),
  brands: Type.Optional(names("Only of these brands.")),
  exclude: Type.Optional(names("Never these items.")),
  minimumPrice: Type.Optional(amount("At least this dear.", { minimum: 0, maximum: 1e9 })),
  maximumPrice: Type.Optional(amount("At most this dear.", { minimum: 0, maximum: 1e9 })),
  inStock: Type.Optional(Type.Boolean({ description: "Only what is in stock." })),
  notOwned: Type.Optional(Type.Boolean({ description: "Not what the person has bought within ownedFor." })),
  mostPerBrand: Type.Optional(count("At most so many of one brand.", { minimum: 1, maximum: 100 })),
  diversity: Type.Optional(
    amount("0 = by score alone, 1 = as different from each other as can be (maximal marginal relevance).", share),
  ),
});

function names(description: string) {
  return Type.Array(text("A name.", { maxLength: 200 }), { maxItems: 100, uniqueItems: true, description });
}

const scenario = entry("A scenario: a built-in one adjusted, or one of your own.", {
  id: id("Its name, for actions, the API and pages."),
  kind: Type.Optional(oneOf(SCENARIOS, "How items are found; left out where the name is a built-in scenario's.")),
  filter: Type.Optional(filterSchema),
  fallback: Type.Optional(
    list(id("A scenario."), "Asked in this order while items are missing; after the last, the newest items in stock.", {
      maxItems: 10,
    }),
  ),
  priceBand: Type.Optional(
    amount("other-price: how far from the item's price, 0.25 = 25 %. up-sell: how much dearer at most.", {
      minimum: 0.01,
      maximum: 10,
    }),
  ),
});

function weight(what: string, fallback: number) {
  return amount(`How much ${what} says of somebody's taste, beside a view = 1.`, {
    default: fallback,
    minimum: 0,
    maximum: 100,
  });
}

export const recommendationsSchema = group("What is recommended, and how.", {
  enabled: flag("Off: nothing is recommended, and popularity isn't counted.", true),
  refresh: duration("How often a newly promoted model and what is popular now come into force.", {
    default: "10 s",
    minimum: "1 s",
    maximum: "1 day",
  }),
  learnFrom: list(
    text("The name of a write key, or *.", { maxLength: 64 }),
    "Product events of these write keys fill in what the catalogue doesn't know (name, category, price). Empty: none; *: any.",
    { maxItems: 100, default: [] },
  ),
  weights: group("What each thing that people do with an item says.", {
    view: weight("a view", 1),
    save: weight("saving it", 2),
    cart: weight("putting it into the cart", 3),
    order: weight("an order", 4),
  }),
  ownedFor: duration("What was bought is not recommended again for so long, but where it is due again.", {
    default: "365 days",
    minimum: "0 s",
    maximum: "3660 days",
  }),
  newFor: duration("An item is new for so long after it was published.", {
    default: "30 days",
    minimum: "1 h",
    maximum: "3660 days",
  }),
  popularity: group("What many people do, forward-decayed.", {
    halfLife: duration("After this long it counts half.", { default: "14 days", minimum: "1 h", maximum: "366 days" }),
    trendingHalfLife: duration("The same for what is on the rise.", {
      default: "2 days",
      minimum: "1 h",
      maximum: "366 days",
    }),
    segments: list(id("A segment or a persona."), "These get favourites of their own.", { maxItems: 20, default: [] }),
  }),
  scenarios: list(scenario, "Built-in scenarios adjusted, and further ones.", { maxItems: 200, default: [] }),
});

export type RecommendationsFile = Static<typeof recommendationsSchema>;
export type FilterFile = Static<typeof filterSchema>;
