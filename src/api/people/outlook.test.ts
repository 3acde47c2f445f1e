import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/harness/open-test-api.js";
import { DAY } from "../../domain/time.js";
import type { PurchaseHistory, PurchaseTimingModel } from "../../domain/scoring.js";

let api: TestApi;
let asked: PurchaseHistory | undefined;

const timing: PurchaseTimingModel = {
  version: "rhythm",
  horizonDays: 90,
  outlook(history, time) {
    asked = history;
    return { alive: 0.75, orders: 1.5, value: 60, nextOrder: time + DAY };
  },
  aliveUntil: () => Number.POSITIVE_INFINITY,
};

beforeAll(async () => {
  api = await openTestApi({ now: "2026-03-02T10:00:00Z", timing });
});
afterAll(() => api.close());

const outlookOf = async (id: string) => (await api.get(`/v1/people/${encodeURIComponent(id)}`)).body["outlook"];

it("a person is shown with what their orders let expect now", async () => {
  await api.shop.bought("ann", "o-1", ["lamp-1"]);
  await api.shop.advance("2 days");
  expect(await outlookOf("u:ann")).toEqual({
    version: "rhythm",
    horizonDays: 90,
    alive: 0.75,
    orders: 1.5,
    value: 60,
    nextOrder: new Date(api.shop.now.getTime() + DAY).toISOString(),
  });
  expect(asked).toMatchObject({ orders: 1, times: [Date.parse("2026-03-02T10:00:00Z")] });
  await api.shop.viewed("ben", "lamp-1");
  expect(await outlookOf("u:ben")).toBeNull();
});
