import { type Item, type ItemFields, type ObservedItem, saidOf } from "./item.js";
import type { ItemKind } from "./profile.js";

/**
 * Recommendations as the engine, the API and templates ask for them. Pure: the same taste, request and recommender give the same items. src/recommend/
 * implements it; the engine sees only this.
 */

/** What is known of one person's taste, as of `time`; nothing of it is kept by a recommender. */
export interface Taste {
  /** The profile's clock or the request's time, ms. */
  readonly time: number;
  /** What they did with items, newest first; an item stands once for each kind. */
  readonly recent: readonly Interaction[];
  readonly cart: readonly string[];
  readonly saved: readonly { readonly id: string; readonly price: number | undefined }[];
  /** Newest first; an item stands once for each time that it was bought. */
  readonly bought: readonly { readonly id: string; readonly time: number }[];
  /** Said to be out of stock by an event to this very person. */
  readonly outOfStock: readonly string[];
  /** Decayed weights. Tags: brands as "brand:<name>", and the products' own. */
  readonly categories: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, number>;
  readonly segments: readonly string[];
}

/** Somebody who did nothing yet. */
export function nobody(time: number): Taste {
  return {
    time,
    recent: [],
    cart: [],
    saved: [],
    bought: [],
    outOfStock: [],
    categories: new Map(),
    tags: new Map(),
    segments: [],
  };
}

export interface Interaction {
  readonly id: string;
  readonly kind: ItemKind;
  readonly time: number;
  /** As it was seen. */
  readonly price: number | undefined;
}

/** The built-in scenarios; recommendations.yaml adjusts them and makes further ones. */
export const SCENARIOS = [
  // what this person will like
  "for-you",
  "next-item",
  "new-arrivals",
  "segment-favourites",
  // around an item
  "also-viewed",
  "also-bought",
  "similar",
  "complementary",
  "up-sell",
  "other-price",
  "other-variant",
  "cart-companions",
  // what they know already
  "recently-viewed",
  "saved",
  "price-dropped",
  "replenishment",
  // what everybody likes
  "bestsellers",
  "trending",
] as const;
export type BuiltInScenario = (typeof SCENARIOS)[number];

/** Where a score comes from. */
export const SIGNALS = [
  /** Factors: closed-form fold-in of the recent items (iALS). */
  "taste",
  /** Sequential rules from the newest items. */
  "next",
  /** Neighbouring sessions (VMIS-kNN). */
  "session",
  "also-viewed",
  "also-bought",
  /** Bought after the item was viewed. */
  "view-then-bought",
  /** Same category, brand, price tier: for items that nobody has met yet. */
  "content",
  "popular",
  "segment-popular",
  "trending",
  "new",
  /** The person's own list: viewed, saved, bought before. */
  "own",
] as const;
export type Signal = (typeof SIGNALS)[number];

export interface RecommendationFilter {
  readonly exclude?: readonly string[];
  readonly types?: readonly string[];
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  readonly minimumPrice?: number;
  readonly maximumPrice?: number;
  /** Only what is in stock. Default: the scenario's, true for nearly all. */
  readonly inStock?: boolean;
  /** Not what the person owns. Default: the scenario's. */
  readonly notOwned?: boolean;
  /** At most so many of one brand. */
  readonly mostPerBrand?: number;
  /** Maximal marginal relevance (Carbonell & Goldstein 1998): 0 = by score alone, 1 = as different as can be. */
  readonly diversity?: number;
}

export interface RecommendationRequest {
  /** A built-in scenario or one of recommendations.yaml. */
  readonly scenario: string;
  /** 1 to MOST_RECOMMENDED. */
  readonly n: number;
  /** What it is about: the item on the page, the cart. Left out: the person's newest item, or the cart. */
  readonly items?: readonly string[];
  readonly filter?: RecommendationFilter;
}

export const MOST_RECOMMENDED = 100;

/** Why: a code, so that every language has its own words. `because-…` name an item (Because). */
export const RECOMMENDATION_REASONS = [
  "because-viewed",
  "because-carted",
  "because-saved",
  "because-bought",
  "bought-together",
  "viewed-together",
  "similar-item",
  "same-variant-group",
  "better-version",
  "similar-price",
  "you-viewed",
  "you-saved",
  "price-dropped",
  "time-to-reorder",
  "new-for-you",
  "new-arrival",
  /** Nothing better is known of it than that it can be had: the end of a chain. */
  "in-the-range",
  "popular-in-segment",
  "popular-in-category",
  "trending",
  "popular",
] as const;
export type RecommendationReason = (typeof RECOMMENDATION_REASONS)[number];

export interface Recommendation {
  readonly scenario: string;
  /** pinName of what made it. */
  readonly version: string;
  readonly items: readonly Recommended[];
  /** The scenario, then the ones of its fallback chain that had to fill up; the last is "newest". */
  readonly answeredBy: readonly string[];
}

export interface Recommended {
  readonly item: Item;
  /** Comparable within one answer only. */
  readonly score: number;
  /** The scenario of the chain that it comes from. */
  readonly scenario: string;
  readonly reason: RecommendationReason;
  /** The items of the person's own that it rests on, the strongest first; the shares of all add up to 1 (exact: the score is their sum). */
  readonly because: readonly Because[];
  /** What each signal gave to the score; they add up to it. */
  readonly parts: readonly { readonly signal: Signal; readonly value: number }[];
}

export interface Because {
  readonly id: string;
  readonly title: string;
  readonly kind: ItemKind;
  /** Of the positive part of the strongest signal, 0 to 1. */
  readonly share: number;
}

/** Everything recommendations need beside the person: a model, the catalogue, scenarios. Immutable. */
export interface Recommender {
  /** pinName */
  readonly version: string;
  recommend(taste: Taste, request: RecommendationRequest): Recommendation;
  /** undefined: not in the catalogue, or taken out of it. */
  item(id: string): Item | undefined;
  /** What of an observation the catalogue doesn't hold and nobody declared (Catalogue.newsOf); undefined: nothing. */
  newsOf(observed: ObservedItem): ItemFields | undefined;
}

/** Knows no item and says so. */
export const NO_RECOMMENDER: Recommender = {
  version: "none@0",
  recommend: (_taste, { scenario }) => ({ scenario, version: "none@0", items: [], answeredBy: [] }),
  item: () => undefined,
  newsOf: saidOf,
};

/** One scenario of the configuration, checked. */
export interface Scenario {
  readonly id: string;
  /** How candidates are found and scored. */
  readonly kind: BuiltInScenario;
  readonly filter: Required<Pick<RecommendationFilter, "inStock" | "notOwned" | "diversity">> &
    Omit<RecommendationFilter, "inStock" | "notOwned" | "diversity">;
  /** Asked in this order while items are missing; after the last, the newest items in stock. */
  readonly fallback: readonly string[];
  /** other-price: how far from the item's price, 0.25 = 25 %. up-sell: how much dearer at most. */
  readonly priceBand: number;
}

/** recommendations.yaml, checked: what recommendations depend on beside model and catalogue. */
export interface RecommendationPolicy {
  readonly scenarios: ReadonlyMap<string, Scenario>;
  /** How much each kind of interaction says, beside a view = 1. */
  readonly weights: Readonly<Record<ItemKind, number>>;
  /** Bought or owned within: not again, ms. Infinity: never again; replenishment has its own rule. */
  readonly ownedForMs: number;
  /** An item counts as new for so long, ms. */
  readonly newForMs: number;
  /** Product events teach the catalogue: from which write keys; empty = none, "*" = any. */
  readonly learnFrom: readonly string[];
  /** Live popularity: half-lives (0: none is counted), and the segments that get a list of their own. */
  readonly popularity: {
    readonly halfLifeMs: number;
    readonly trendingHalfLifeMs: number;
    readonly segments: readonly string[];
  };
}
