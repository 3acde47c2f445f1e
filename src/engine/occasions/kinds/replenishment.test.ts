import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { DAY, HOUR } from "../../../domain/time.js";
import { intervalOf } from "./replenishment.js";

const base = anEngineContext();
const story = (trigger = {}) =>
  new EngineStory({
    ...base,
    occasions: {
      ...base.occasions,
      replenishment: new Map([
        ["coffee", 30 * DAY],
        ["tea", 2 * DAY],
      ]),
    },
    actions: [
      anAction({ id: "refill", class: "service", trigger: { occasion: "replenishment-due", waitMs: 0, ...trigger } }),
    ],
  });
const order = (time: number, ...items: string[]) =>
  aTrack("Order Completed", time, {
    order_id: `o-${time}`,
    products: items.map((id) => ({ product_id: id, category: id.replace(/\d/, "") })),
  });

describe("something that will be used up", () => {
  it("is thought of the lead before it is, by what is usual for its category", () => {
    const told = story().take(order(MONDAY, "coffee1", "lamp1"));
    expect(told.plans().map(({ due, subject, items }) => [due, subject, items])).toEqual([
      [MONDAY + 27 * DAY, "coffee", ["coffee1"]],
    ]);
    expect(told.advance(MONDAY + 27 * DAY).messages).toMatchObject([{ action: "refill", items: ["coffee1"] }]);
    expect(told.plans()).toEqual([]);
  });

  it("is thought of by the person's own rhythm too where they have one", () => {
    const told = story().take(
      order(MONDAY, "coffee1"),
      order(MONDAY + 10 * DAY, "coffee1"),
      order(MONDAY + 24 * DAY, "coffee1"),
    );
    // The geometric mean of 10, 14 and the usual 30 days, less the lead.
    const days = Math.cbrt(10 * 14 * 30) - 3;
    expect(told.plans()).toMatchObject([{ due: Math.ceil(MONDAY + (24 + days) * DAY) }]);
  });

  it("is moved by a new order of the same item, and by no other", () => {
    const told = story().take(order(MONDAY, "coffee1"), order(MONDAY + DAY, "lamp1"));
    expect(told.plans()).toMatchObject([{ due: MONDAY + 27 * DAY }]);
    told.take(order(MONDAY + 20 * DAY, "coffee1"));
    expect(told.plans()).toMatchObject([{ due: Math.ceil(MONDAY + (20 + Math.sqrt(20 * 30) - 3) * DAY) }]);
    expect(told.advance(MONDAY + 30 * DAY).said).toEqual([]);
  });

  it("leaves at least half of the time", () => {
    expect(story().take(order(MONDAY, "tea1")).plans()).toMatchObject([{ due: MONDAY + DAY }]);
  });

  it("waits for a few items at a time, those that run out first", () => {
    const told = story();
    for (let n = 1; n <= 6; n++) told.take(order(MONDAY + n * HOUR, `coffee${n}`));
    expect(told.plans()).toHaveLength(5);
    told.take(order(MONDAY + 7 * HOUR, "tea1"));
    expect(told.plans()).toHaveLength(5);
    expect(told.plans().map((plan) => plan.subject)).toContain("tea");
  });

  it("concerns the categories that the action names", () => {
    expect(
      story({ of: ["tea"] })
        .take(order(MONDAY, "coffee1", "tea1"))
        .plans(),
    ).toMatchObject([{ subject: "tea" }]);
  });
});

describe("how long an item lasts", () => {
  const at = (...days: number[]) =>
    days.map((day) => ({ id: `${day}`, time: day * DAY, value: 1, pieces: 1, items: ["a"] }));
  const days = (orders: ReturnType<typeof at>, usual?: number): number | undefined => {
    const interval = intervalOf(orders, "a", usual === undefined ? undefined : usual * DAY);
    return interval === undefined ? undefined : interval / DAY;
  };

  it("is what the category says until the person says otherwise, and then more and more what they do", () => {
    expect(days(at(0))).toBeUndefined();
    expect(intervalOf(at(0, 5), "b", undefined)).toBeUndefined();
    expect(days(at(0), 30)).toBeCloseTo(30, 9);
    expect(days(at(0, 10), 40)).toBeCloseTo(20, 9);
    expect(days(at(0, 10, 20, 30, 40, 50, 60, 70), 40)).toBeCloseTo((10 ** 7 * 40) ** (1 / 8), 9);
    expect(days(at(0, 5))).toBeCloseTo(5, 9);
    expect(days(at(14, 0))).toBeCloseTo(14, 9);
    expect(days(at(0, 0, 9))).toBeCloseTo(9, 9);
  });
});
