import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { LoyaltyPolicy } from "../../../domain/policy.js";
import { DAY } from "../../../domain/time.js";

const base = anEngineContext();
const tiers = [
  { id: "silver", points: 100, benefit: "10 %" },
  { id: "gold", points: 500, benefit: "30 %" },
];
const story = (occasion: "near-next-tier" | "points-expiring", loyalty: Partial<LoyaltyPolicy> = {}, trigger = {}) =>
  new EngineStory({
    ...base,
    loyalty: { ...base.loyalty, tiers, nearPoints: 20, ...loyalty },
    actions: [anAction({ id: "points", class: "service", trigger: { occasion, waitMs: 0, ...trigger } })],
  });
const earns = (points: number, time = MONDAY, properties = {}) =>
  aTrack("Points Earned", time, { points, transaction_id: `t-${time}`, ...properties });
const spends = (points: number, time: number) =>
  aTrack("Points Redeemed", time, { points, transaction_id: `r-${time}` });

describe("few points to the next tier", () => {
  it("is spoken of once a tier", () => {
    const told = story("near-next-tier").take(earns(79), earns(1, MONDAY + 1), earns(5, MONDAY + 2));
    expect(told.decisions).toMatchObject([{ occasion: "near-next-tier", subject: "silver", time: MONDAY + 1 }]);
    told.take(earns(400, MONDAY + 3), earns(1, MONDAY + 4));
    expect(told.decisions.map((decision) => decision.subject)).toEqual(["silver", "gold"]);
    expect(told.advance(MONDAY + 4000 * DAY).decisions).toHaveLength(2);
  });

  it("is none at the top or far below", () => {
    expect(story("near-next-tier").take(earns(50), earns(600, MONDAY + 1)).decisions).toEqual([]);
  });

  it("follows orders that earn points", () => {
    const order = aTrack("Order Completed", MONDAY, { order_id: "o", revenue: 85, products: [{ product_id: "a" }] });
    expect(story("near-next-tier", { perCurrency: 1 }).take(order).said).toEqual(["points"]);
  });

  it("hangs on no timer: whether points ran out before the event or are found to have by it", () => {
    const expiring = { expiryMs: 4 * DAY, expiryNoticeMs: DAY, tierBy: "balance" } as const;
    const order = aTrack("Order Completed", MONDAY + 5 * DAY, { order_id: "o", products: [] }, { id: "order" });
    const before = story("points-expiring", expiring).take(earns(85), earns(20, MONDAY + 2 * DAY));
    const said = [true, false].map((isTold) => {
      const told = story("near-next-tier", { ...expiring, nearPoints: 90 });
      told.profile = before.profile;
      for (const [id, timer] of before.timers) told.timers.set(id, timer);
      if (isTold) told.advance(order.time);
      return told.take(order).decisions.map(({ occasion, subject, time }) => ({ occasion, subject, time }));
    });
    expect(said[0]).toEqual([{ occasion: "near-next-tier", subject: "silver", time: order.time }]);
    expect(said[1]).toEqual(said[0]);
  });

  it("is gone when the tier was reached while it waited", () => {
    const told = story("near-next-tier", {}, { waitMs: DAY }).take(earns(90), earns(20, MONDAY + 1));
    expect(told.advance(MONDAY + DAY).said).toEqual([]);
    expect(told.total("reasons.occasion.emptied")).toBe(1);
  });
});

describe("points that run out", () => {
  const expiring = { expiryMs: 60 * DAY, expiryNoticeMs: 10 * DAY };

  it("are spoken of before, each time some do", () => {
    const told = story("points-expiring", expiring).take(earns(10), earns(10, MONDAY + 20 * DAY));
    expect(told.timers.size).toBe(1);
    expect(told.advance(MONDAY + 300 * DAY).decisions.map((decision) => decision.time)).toEqual([
      MONDAY + 50 * DAY,
      MONDAY + 70 * DAY,
    ]);
  });

  it("are not once they were spent", () => {
    const told = story("points-expiring", expiring).take(
      earns(10),
      earns(10, MONDAY + DAY),
      spends(10, MONDAY + 2 * DAY),
    );
    expect(told.plans()).toMatchObject([{ due: MONDAY + 51 * DAY }]);
    expect(told.take(spends(10, MONDAY + 3 * DAY)).plans()).toEqual([]);
  });

  it("are not where they never run out", () => {
    expect(story("points-expiring").take(earns(10)).plans()).toEqual([]);
  });
});
