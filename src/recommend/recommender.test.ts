import { describe, expect, it } from "vitest";
import { catalogueOf, type Goods, modelOf, NOW, POLICY, shopOf, visitor } from "../../test/harness/recommend-shop.js";
import { DAY } from "../domain/time.js";
import { FactorKernel, type SharedFactors } from "../models/kernels/index.js";
import { slotPlaces } from "../models/kernels/shared-factors.js";
import { createRecommender, prepareServing } from "./index.js";

const GOODS: Goods = Object.fromEntries(["a", "b", "c", "d"].map((id) => [id, { category: "things" }]));
const KNOWS = { factors: { a: [1, 0.2], b: [0.9, 0.1], c: [-0.2, 1], d: [0, 0.8] } };

function served() {
  const catalogue = catalogueOf(GOODS);
  const model = prepareServing(modelOf(KNOWS), catalogue);
  const open = () => createRecommender({ pin: { model: "m", catalogue: 4 }, model, catalogue, policy: POLICY });
  return { open, factors: model.learnt?.factors as SharedFactors };
}

/** What the first kernel's scratch holds of a person: all but its scores. */
function scratchOf({ memory, places, dimension, capacity }: SharedFactors): Uint8Array {
  const { a, scores } = slotPlaces(places.slots, dimension, capacity);
  return new Uint8Array(memory.buffer, a, scores - a);
}

describe("a recommender", () => {
  it("leaves nothing of a person in the shared memory, whatever was asked", () => {
    const { open, factors } = served();
    const shop = open();
    const ada = visitor(["view a", "save c"]);
    const into = [new Float32Array(4)];
    for (const ask of [
      () => shop.recommend(ada, { scenario: "for-you", n: 3 }),
      () => shop.recommend(ada, { scenario: "similar", n: 3, items: ["a"] }),
      () => shop.scoreAll(ada, "forYou"),
      () => shop.signalScores(ada, ["taste"], into),
    ]) {
      ask();
      expect(scratchOf(factors).every((byte) => byte === 0)).toBe(true);
    }
    shop.dispose();
  });

  it("answers no more once it was disposed of, and gives its place back once", () => {
    const { open, factors } = served();
    const first = open();
    first.dispose();
    const second = open();
    first.dispose();
    expect(() => first.recommend(visitor(["view a"]), { scenario: "for-you", n: 1 })).toThrow("disposed");
    // The second's place is still its own: a kernel opened now works elsewhere.
    const other = FactorKernel.open(factors);
    const { folded } = slotPlaces(factors.places.slots, factors.dimension, factors.capacity);
    expect(other.foldIn([0], [1], modelOf(KNOWS).gramian, RECIPE).byteOffset).not.toBe(folded);
    other.dispose();
    second.dispose();
  });

  it("takes a segment's name for nothing else", () => {
    const shop = shopOf({ goods: GOODS, popularity: { segments: { saver: [["b", 3]] } } });
    const of = (segments: string[]) =>
      shop.recommend(visitor([], { segments }), { scenario: "segment-favourites", n: 1 }).items[0]?.reason;
    expect(of(["constructor", "__proto__", "saver"])).toBe("popular-in-segment");
    expect(of(["constructor"])).toBe("in-the-range");
  });

  it("answers with one item where no number is asked for", () => {
    expect(shopOf({ goods: GOODS }).recommend(visitor(), { scenario: "for-you", n: Number.NaN }).items).toHaveLength(1);
  });

  it("doesn't know an item that was taken out", () => {
    const shop = shopOf({ goods: { a: {}, b: { removed: true } } });
    expect(shop.item("a")?.id).toBe("a");
    expect(shop.item("b")).toBeUndefined();
  });

  it("goes by the brands that a person cares for where it knows none of their items", () => {
    const shop = shopOf({ goods: { a: { brand: "Acme" }, b: { brand: "Bolt" }, c: { brand: "Bolt", category: "x" } } });
    const by = (tags: Record<string, number>, categories: Record<string, number> = {}) =>
      shop
        .recommend(
          visitor([], { tags: new Map(Object.entries(tags)), categories: new Map(Object.entries(categories)) }),
          {
            scenario: "for-you",
            n: 3,
            filter: { diversity: 0 },
          },
        )
        .items.map(({ item, reason }) => `${item.id} ${reason}`);
    expect(by({ "brand:Acme": 2, red: 5 })).toEqual(["a popular-in-category", "b in-the-range", "c in-the-range"]);
    expect(by({ "brand:Bolt": 2 }, { x: 1 })[0]).toBe("c popular-in-category");
  });

  it("brings no other colour of what the person has before them, before all else is shown", () => {
    const goods: Goods = {
      red: { group: "shoe", colour: "red", category: "shoes" },
      blue: { group: "shoe", colour: "blue", category: "shoes" },
      boot: { category: "shoes" },
      lamp: { category: "light" },
    };
    const shop = shopOf({ goods });
    const found = (scenario: string, items?: string[]) =>
      shop
        .recommend(visitor(["view red"]), { scenario, n: 4, ...(items === undefined ? {} : { items }) })
        .items.map(({ item }) => item.id);
    expect(found("for-you")).toEqual(["boot", "lamp", "blue", "red"]);
    expect(found("similar")[0]).toBe("boot");
    expect(found("similar", ["red"])[0]).toBe("boot");
    expect(found("other-variant")[0]).toBe("blue");
  });

  it("calls new at the end of a chain what is new, and puts what is announced last", () => {
    const shop = shopOf({
      goods: { announced: { publishedAt: NOW + DAY }, old: {}, fresh: { publishedAt: NOW - DAY } },
    });
    const { items } = shop.recommend(visitor(), { scenario: "bestsellers", n: 3 });
    expect(items.map(({ item, reason }) => [item.id, reason])).toEqual([
      ["fresh", "new-arrival"],
      ["old", "in-the-range"],
      ["announced", "in-the-range"],
    ]);
  });
});

const RECIPE = { unobserved: 0.1, regularisation: 0.01, frequencyExponent: 1, items: 4 };
