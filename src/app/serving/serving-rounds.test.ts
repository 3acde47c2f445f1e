import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CountingShop } from "../../../test/harness/open-counting-shop.js";
import { NO_RECOMMENDER } from "../../domain/recommendation.js";
import { pinName, type ServingPin } from "../../domain/serving.js";
import { servingOf } from "../../worker/statistics.js";
import { servingRounds } from "./serving-rounds.js";

let shop: CountingShop;
beforeEach(async () => {
  const resolve = (pin: ServingPin) => Promise.resolve({ ...NO_RECOMMENDER, version: pinName(pin) });
  shop = await CountingShop.open(2, Date.UTC(2026, 2, 2, 10), { serving: { resolve } });
});
afterEach(() => shop.close());

it("a process whose turn it is again doesn't rely on what it told before another one had its turn", async () => {
  const { log, state } = shop;
  let pin: ServingPin = { model: "a", catalogue: 1 };
  let turn = "first";
  const processes = ["first", "second"].map((name) =>
    servingRounds({
      keeper: { current: () => Promise.resolve({ pin, revision: 0 }), prepare: () => Promise.resolve() },
      ...{ everyMs: 0, log, state, logger: pino({ level: "silent" }) },
      isOurs: () => turn === name,
    }),
  );
  const round = async (): Promise<(ServingPin | undefined)[]> => {
    for (const each of processes) await each.now();
    await shop.settle();
    return Promise.all([0, 1].map(async (partition) => servingOf(await state.loadStatistics(partition))));
  };
  expect(await round()).toEqual([pin, pin]);
  [turn, pin] = ["second", { model: "b", catalogue: 1 }];
  expect(await round()).toEqual([pin, pin]);
  [turn, pin] = ["first", { model: "a", catalogue: 1 }];
  expect(await round()).toEqual([pin, pin]);
});
