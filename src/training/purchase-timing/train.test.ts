import { describe, expect, it } from "vitest";
import { DAY } from "../../domain/time.js";
import { type PurchaseTimingVersion, purchaseTimingModelOf } from "../../models/purchase-timing/index.js";
import { seededRandom } from "../seeded-random.js";
import { evaluatePurchaseTiming, splitAt } from "./evaluate.js";
import { casesAt, hashOf, type Orders, ordersOf } from "./orders.js";
import { type PurchaseTimingRecipe } from "./recipe.js";
import { trainPurchaseTiming } from "./train.js";

const START = Date.UTC(2025, 0, 1);
const RECIPE: PurchaseTimingRecipe = {
  horizonDays: 30,
  regularity: [1, 4],
  test: 0.25,
  least: { people: 200, repeaters: 100, timeMs: 90 * DAY },
};

/** A shop whose customers come every 15 to 45 days, rather evenly, and leave after one order in ten. */
function aShop(people: number, seed = 1): Orders {
  const random = seededRandom(seed);
  const gamma4 = (): number => -Math.log((1 - random()) * (1 - random()) * (1 - random()) * (1 - random())) / 4;
  const orders = Array.from({ length: people }, () => {
    const interval = 15 + 30 * random();
    const taken: [number, number][] = [];
    let day = 120 * random();
    while (day < 360) {
      taken.push([START + day * DAY, 10 + 40 * random()]);
      if (random() < 0.1) break;
      day += interval * gamma4();
    }
    return taken;
  });
  return ordersOf(orders, "made up");
}

const train = (
  orders: Orders,
  options: Partial<Parameters<typeof trainPurchaseTiming>[1]> = {},
): Promise<PurchaseTimingVersion> =>
  trainPurchaseTiming(orders, { version: "v1", recipe: RECIPE, kept: 10, seed: 1, ...options });

describe("training purchase timing", () => {
  it("makes a version that says what it was made of and how it fared", async () => {
    const orders = aShop(600);
    const { manifest, parameters } = await train(orders);
    expect(manifest).toMatchObject({ version: "v1", source: "made up", orders: orders.count, horizonDays: 30 });
    expect(manifest.testFrom).toBeGreaterThan(START + 260 * DAY);
    expect(manifest.metrics["total"]).toBeLessThan(0.15);
    expect(manifest.metrics["total"]).toBeGreaterThan(-0.15);
    expect(parameters.regularity.find(({ k }) => k === 4)?.share).toBeGreaterThan(0.6);
    const model = purchaseTimingModelOf({ manifest, parameters });
    const time = START + 360 * DAY;
    const history = {
      orders: 2,
      revenue: 60,
      firstOrder: time - 35 * DAY,
      lastOrder: time - 5 * DAY,
      times: [time - 35 * DAY, time - 5 * DAY],
    };
    const { alive, value, orders: expected } = model.outlook(history, time);
    expect(alive).toBeGreaterThan(0.8);
    expect(value / expected).toBeGreaterThan(25);
  });

  it("measures beside the version that is current: what is worse is seen to be", async () => {
    const orders = aShop(600, 2);
    const good = await train(orders);
    const bad: PurchaseTimingVersion = {
      manifest: { ...good.manifest, version: "bad" },
      parameters: { ...good.parameters, pace: { ...good.parameters.pace, rate: good.parameters.pace.rate / 5 } },
    };
    const { manifest } = await train(orders, { version: "v2", current: bad });
    expect(manifest.evidence).toMatchObject({ against: "bad", measure: "Poisson loss" });
    expect(manifest.evidence?.difference.interval[1]).toBeLessThan(0);
  });

  it("refuses too little, and says what is missing", async () => {
    await expect(train(aShop(60))).rejects.toMatchObject({
      code: "ATTUNE_TRAINING_TOO_LITTLE",
      message: expect.stringContaining("60 people who ordered, not 200") as string,
    });
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await expect(train(aShop(300), { signal: stop.signal })).rejects.toThrow("stopped");
  });
});

describe("evaluating purchase timing", () => {
  it("foretells better than simpler ways, and as well as BG/NBD or better", async () => {
    const orders = aShop(800, 3);
    const evaluation = await evaluatePurchaseTiming(orders, {
      ...{ regularity: [1, 4], kept: 10, isCdnow: false, seed: 1 },
      ...splitAt(orders, 0.6),
    });
    const { baselines, differences } = evaluation;
    expect(Object.keys(baselines)).toEqual(["bg-nbd", "own pace", "average", "none"]);
    for (const name of ["own pace", "average", "none"]) expect(differences[name]?.meanSquareError[1]).toBeLessThan(0);
    expect(differences["bg-nbd"]?.meanSquareError[0]).toBeLessThan(0);
    expect(evaluation.nextOrderMedianDays).toBeLessThan(baselines["bg-nbd"]?.nextOrderMedianDays ?? 0);
    expect(Math.abs(evaluation.total)).toBeLessThan(0.1);
  });

  it("says so where nothing is left to measure", async () => {
    const orders = ordersOf([[[START, 10]], [[START + DAY, 10]]], "two orders");
    await expect(
      evaluatePurchaseTiming(orders, {
        ...{ regularity: [1], kept: 10, isCdnow: false, seed: 1 },
        ...{ cut: START + 2 * DAY, end: START + 9 * DAY },
      }),
    ).rejects.toMatchObject({ code: "ATTUNE_EVALUATION_EMPTY" });
  });

  it("takes in a till whose customers all have one number", () => {
    const till = Array.from({ length: 200_000 }, (_, n): [number, number] => [START + n * 1_000, 10]);
    const orders = ordersOf([till, [[START, 10]]], "a till");
    expect(hashOf(orders)).toMatch(/^[0-9a-f]{64}$/);
    expect(casesAt(orders, START + DAY, START + 3 * DAY, 10)[0]).toMatchObject({
      history: { orders: 86_400 },
      purchases: 1,
    });
  });
});
