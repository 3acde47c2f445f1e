import { describe, expect, it } from "vitest";
import { DAY } from "../../domain/time.js";
import { seededRandom } from "../seeded-random.js";
import { chooseTiming } from "./choose-timing.js";
import { BG_NBD, fitTiming } from "./fit-timing.js";
import { casesAt, ordersOf } from "./orders.js";

const UNTIL = 4_000 * DAY;

interface Truth {
  /** Times between orders are Erlang-k around 200 days: what comes within a day of an order, and so is none, is too little to matter. */
  readonly k: number;
  readonly oneTime: number;
  readonly leaving: number;
}

/** People who begin within the first 1,000 days, each with a pace of their own. */
function aPopulation(count: number, { k, oneTime, leaving }: Truth, seed: number) {
  const random = seededRandom(seed);
  const exponential = (): number => -Math.log(1 - random());
  return Array.from({ length: count }, () => {
    const stage = (200 * (0.5 + random())) / k;
    let time = 1_000 * random();
    const orders: [number, number][] = [[time * DAY, 20]];
    if (random() < oneTime) return orders;
    for (;;) {
      for (let i = 0; i < k; i++) time += stage * exponential();
      if (time >= 4_000) return orders;
      orders.push([time * DAY, 20]);
      if (random() < leaving) return orders;
    }
  });
}

const historiesOf = (people: ReturnType<typeof aPopulation>) =>
  casesAt(ordersOf(people, "made up"), UNTIL, UNTIL + DAY, 10).map(({ history }) => history);

describe("fitting purchase timing", () => {
  it("finds the parameters that made the orders", async () => {
    const histories = historiesOf(aPopulation(1_500, { k: 1, oneTime: 0, leaving: 0.1 }, 1));
    const { parameters } = await fitTiming(histories, UNTIL, BG_NBD);
    const { pace, leaving } = parameters;
    expect(pace.rate / pace.shape).toBeGreaterThan(160);
    expect(pace.rate / pace.shape).toBeLessThan(220);
    expect(Math.abs(leaving.a / (leaving.a + leaving.b) - 0.1)).toBeLessThan(0.02);
  });

  it("takes as much of a shape as the orders bear out", async () => {
    const [chancy, even] = [
      historiesOf(aPopulation(800, { k: 1, oneTime: 0, leaving: 0.1 }, 2)),
      historiesOf(aPopulation(800, { k: 4, oneTime: 0.4, leaving: 0.1 }, 3)),
    ];
    expect((await chooseTiming(chancy, UNTIL, [1, 2, 4])).shape).toEqual(BG_NBD);
    const { shape, fit } = await chooseTiming(even, UNTIL, [1, 2, 4]);
    expect(shape).toEqual({ regularity: [1, 2, 4], oneTime: true });
    expect(fit.parameters.regularity.find(({ k }) => k === 4)?.share).toBeGreaterThan(0.9);
    expect(Math.abs(fit.parameters.oneTime - 0.4)).toBeLessThan(0.06);
  });

  it("gives the same for the same orders", async () => {
    const histories = historiesOf(aPopulation(200, { k: 2, oneTime: 0.1, leaving: 0.1 }, 4));
    const fit = () => fitTiming(histories, UNTIL, { regularity: [1, 2], oneTime: true });
    expect(await fit()).toEqual(await fit());
  });
});
