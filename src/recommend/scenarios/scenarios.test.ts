import { describe, expect, it } from "vitest";
import { NOW, shopOf, visitor } from "../../../test/harness/recommend-shop.js";
import type { RecommendationRequest, Taste } from "../../domain/recommendation.js";
import { DAY } from "../../domain/time.js";

/** A shop for runners and hikers. Factors: what runners like, what hikers like, what is dear. */
const shop = shopOf({
  goods: {
    sprint: { title: "Sprint", category: "running shoes", brand: "Aero", price: 80, group: "sprint", colour: "red" },
    "sprint-blue": {
      title: "Sprint blue",
      category: "running shoes",
      brand: "Aero",
      price: 80,
      group: "sprint",
      colour: "blue",
    },
    "sprint-blue-xl": {
      title: "Sprint blue XL",
      category: "running shoes",
      brand: "Aero",
      price: 80,
      group: "sprint",
      colour: "blue",
    },
    "sprint-red-xl": {
      title: "Sprint red XL",
      category: "running shoes",
      brand: "Aero",
      price: 80,
      group: "sprint",
      colour: "red",
    },
    marathon: { title: "Marathon", category: "running shoes", brand: "Aero", price: 110, oldPrice: 140 },
    carbon: { title: "Carbon", category: "running shoes", brand: "Volo", price: 200 },
    jogger: { title: "Jogger", category: "running shoes", brand: "Volo", price: 70 },
    boots: { title: "Boots", category: "hiking shoes", brand: "Alpin", price: 150 },
    "rain-boots": { title: "Rain boots", category: "hiking shoes", brand: "Alpin", price: 60, inStock: false },
    socks: { title: "Socks", category: "socks", brand: "Aero", price: 12 },
    gel: { title: "Energy gel", category: "food", brand: "Fuel", price: 3 },
    poles: { title: "Poles", category: "hiking gear", brand: "Alpin", price: 60 },
    "trail-23": { title: "Trail 23", category: "hiking shoes", brand: "Alpin", price: 90, removed: true },
    comet: { title: "Comet", category: "running shoes", brand: "Aero", price: 95, publishedAt: NOW - 3 * DAY },
    summit: { title: "Summit", category: "hiking shoes", brand: "Alpin", price: 140, publishedAt: NOW - 5 * DAY },
    plan: { title: "A training plan", type: "article", category: "reading" },
  },
  knows: {
    factors: {
      sprint: [1, 0],
      "sprint-blue": [0.9, 0],
      "sprint-blue-xl": [0.5, 0],
      "sprint-red-xl": [0.5, 0],
      marathon: [1.1, 0],
      carbon: [1, 0, 0.5],
      jogger: [0.8, 0.1],
      boots: [0, 1],
      "rain-boots": [0.1, 0.8],
      socks: [0.6, 0.6],
      gel: [0.9, 0.2],
      poles: [0, 0.9],
      "trail-23": [0.1, 1],
      plan: [0.7, 0],
    },
    rules: { sprint: { gel: 0.9, marathon: 0.2 }, boots: { poles: 0.8 } },
    alsoViewed: { sprint: { jogger: 0.5, carbon: 0.4, boots: 0.1 } },
    alsoBought: { sprint: { socks: 0.6, gel: 0.4, jogger: 0.2 }, boots: { poles: 0.7, socks: 0.5 } },
    viewThenBought: { sprint: { gel: 0.5 } },
    sessions: [
      ["boots", "poles"],
      ["sprint", "carbon"],
      ["sprint", "jogger", "carbon"],
    ],
    popularity: {
      sprint: 30,
      marathon: 25,
      carbon: 28,
      jogger: 40,
      socks: 20,
      boots: 22,
      "sprint-blue-xl": 3,
      "sprint-blue": 9,
    },
    reorderDays: { gel: 30 },
  },
  popularity: {
    overall: [
      ["jogger", 40],
      ["sprint", 30],
      ["carbon", 28],
      ["marathon", 25],
      ["boots", 22],
      ["socks", 20],
      ["poles", 2],
    ],
    trending: [
      ["poles", 6],
      ["jogger", 5],
    ],
    segments: {
      hikers: [
        ["poles", 8],
        ["boots", 6],
        ["rain-boots", 3],
      ],
    },
  },
});

const ask = (scenario: string, taste: Taste, rest: Partial<RecommendationRequest> = {}) =>
  shop.recommend(taste, { scenario, n: 3, ...rest });
/** What the scenario itself found: `id reason because`. */
const found = (scenario: string, taste: Taste, rest: Partial<RecommendationRequest> = {}) =>
  ask(scenario, taste, rest)
    .items.filter((one) => one.scenario === scenario)
    .map(({ item, reason, because }) => [item.id, reason, ...because.slice(0, 1).map(({ id }) => id)].join(" "));

describe("what this person will like", () => {
  it("for-you: a runner gets running things, because of what they did, from the first click", () => {
    expect(found("for-you", visitor(["view sprint"]))).toEqual([
      "gel because-viewed sprint",
      "marathon because-viewed sprint",
      expect.stringMatching(/because-viewed sprint$/),
    ]);
  });

  it("for-you: a hiker gets hiking things; what was removed, is out of stock or in the cart is not among them", () => {
    const { items } = ask("for-you", visitor(["view boots", "cart poles"]), { n: 2 });
    expect(items.map(({ item }) => item.id)).toEqual(["summit", "socks"]);
    expect(items[0]).toMatchObject({
      reason: "because-carted",
      because: [{ id: "poles", title: "Poles" }, { id: "boots" }],
    });
  });

  it("for-you: of a stranger nothing is known, so the chain answers", () => {
    const answer = ask("for-you", visitor());
    expect(answer.items.map(({ item }) => item.id)).toEqual(["poles", "jogger", "sprint"]);
    expect(answer.answeredBy).toEqual(["trending", "bestsellers"]);
  });

  it("next-item: what follows the newest item", () => {
    expect(found("next-item", visitor(["view boots", "view sprint"]), { n: 1 })).toEqual([
      "poles because-viewed boots",
    ]);
    expect(found("next-item", visitor(["view sprint", "view boots"]), { n: 1 })).toEqual(["gel because-viewed sprint"]);
  });

  it("new-arrivals: new ones only, the person's taste first although the model has never met them", () => {
    expect(found("new-arrivals", visitor(["view sprint"]))).toEqual(["comet new-for-you sprint", "summit new-arrival"]);
    expect(found("new-arrivals", visitor(["view boots"]), { n: 1 })).toEqual(["summit new-for-you boots"]);
    expect(found("new-arrivals", visitor())).toEqual(["comet new-arrival", "summit new-arrival"]);
  });

  it("segment-favourites: what the person's segments do most", () => {
    expect(found("segment-favourites", visitor([], { segments: ["hikers", "new"] }))).toEqual([
      "poles popular-in-segment",
      "boots popular-in-segment",
    ]);
    expect(found("segment-favourites", visitor())).toEqual([]);
  });
});

describe("around an item", () => {
  const page = { items: ["sprint"] };

  it("also-viewed and also-bought: the item's neighbours, with the item as their reason", () => {
    expect(found("also-viewed", visitor(), page)).toEqual([
      "jogger viewed-together sprint",
      "carbon viewed-together sprint",
      "boots viewed-together sprint",
    ]);
    expect(found("also-bought", visitor(), page)).toEqual([
      "socks bought-together sprint",
      "gel bought-together sprint",
      "jogger bought-together sprint",
    ]);
  });

  it("is the newest item where none is named", () => {
    expect(found("also-viewed", visitor(["view sprint", "view boots"]), { n: 1 })).toEqual([
      "jogger viewed-together sprint",
    ]);
  });

  it("similar: by who likes it and what it is, not its own variants", () => {
    expect(found("similar", visitor(), page)).toEqual([
      "comet similar-item sprint",
      "marathon similar-item sprint",
      "jogger similar-item sprint",
    ]);
  });

  it("complementary: from other categories only", () => {
    expect(found("complementary", visitor(), page)).toEqual([
      "gel bought-together sprint",
      "socks bought-together sprint",
    ]);
  });

  it("up-sell: dearer within the band, the same category, liked as well at least", () => {
    expect(found("up-sell", visitor(), { items: ["jogger"] })).toEqual([]);
    expect(found("up-sell", visitor(), { items: ["sprint-blue"] })).toEqual(["marathon better-version sprint-blue"]);
  });

  it("other-price: within 25 % either way", () => {
    expect(found("other-price", visitor(), page)).toEqual([
      "comet similar-price sprint",
      "jogger similar-price sprint",
    ]);
  });

  it("other-variant: each other colour once, the most popular of it", () => {
    expect(found("other-variant", visitor(), page)).toEqual(["sprint-blue same-variant-group sprint"]);
  });

  it("cart-companions: what goes with the whole cart, and is not in it", () => {
    const answer = ask("cart-companions", visitor(["cart sprint", "cart boots"]));
    expect(answer.items.map(({ item }) => item.id)).toEqual(["socks", "poles", "gel"]);
    expect(answer.items[0]?.because.map(({ id, kind }) => `${kind} ${id}`)).toEqual(["cart sprint", "cart boots"]);
  });
});

describe("what they know already", () => {
  it("recently-viewed: the newest first, what was bought is left out", () => {
    const taste = visitor(["view boots", "order gel", "view gel", "view sprint", "view rain-boots"]);
    expect(found("recently-viewed", taste)).toEqual(["boots you-viewed", "sprint you-viewed"]);
  });

  it("saved: the wish list, the newest first", () => {
    expect(found("saved", visitor(["save carbon", "view boots", "save jogger"]))).toEqual([
      "carbon you-saved",
      "jogger you-saved",
    ]);
  });

  it("price-dropped: their own things first, by the price they saw; then what is to their taste", () => {
    const taste = visitor(["view jogger", "view sprint"]);
    const recent = taste.recent.map((one) => (one.id === "jogger" ? { ...one, price: 90 } : one));
    expect(found("price-dropped", { ...taste, recent })).toEqual([
      "jogger price-dropped",
      "marathon price-dropped sprint",
    ]);
  });

  it("replenishment: once it should be used up, not before, not long after, not when it lies in the cart", () => {
    const bought = (daysAgo: number, rest: Partial<Taste> = {}) =>
      visitor([], { bought: [{ id: "gel", time: NOW - daysAgo * DAY }], ...rest });
    expect(found("replenishment", bought(40))).toEqual(["gel time-to-reorder"]);
    expect(found("replenishment", bought(20))).toEqual([]);
    expect(found("replenishment", bought(200))).toEqual([]);
    expect(found("replenishment", bought(40, { cart: ["gel"] }))).toEqual([]);
  });

  it("replenishment: a person's own rhythm counts more than everybody's", () => {
    const bought = [10, 20, 30].map((daysAgo) => ({ id: "gel", time: NOW - daysAgo * DAY }));
    expect(found("replenishment", visitor([], { bought }))).toEqual(["gel time-to-reorder"]);
  });
});

describe("what everybody likes", () => {
  it("bestsellers: by live popularity, in a category too", () => {
    expect(found("bestsellers", visitor())).toEqual(["jogger popular", "sprint popular", "carbon popular"]);
    expect(found("bestsellers", visitor(), { filter: { categories: ["hiking shoes", "socks"] } })).toEqual([
      "boots popular-in-category",
      "socks popular-in-category",
    ]);
  });

  it("trending: what is done more than it was, not what always is", () => {
    expect(found("trending", visitor())).toEqual(["poles trending"]);
  });
});

describe("content of any type", () => {
  it("articles are recommended to whom they suit, where articles are asked for", () => {
    const answer = ask("for-you", visitor(["view sprint"]), { filter: { types: ["article"] } });
    expect(answer.items.map(({ item }) => item.id)).toEqual(["plan"]);
  });
});
