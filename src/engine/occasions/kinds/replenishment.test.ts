import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { DAY, HOUR } from "../../../domain/time.js";
import { ownInterval } from "./replenishment.js";

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

  it("is thought of by the person's own rhythm where they have one", () => {
    const told = story().take(
      order(MONDAY, "coffee1"),
      order(MONDAY + 10 * DAY, "coffee1"),
      order(MONDAY + 24 * DAY, "coffee1"),
    );
    // The median of 10 and 14 days, less the lead.
    expect(told.plans()).toMatchObject([{ due: MONDAY + (24 + 12 - 3) * DAY }]);
  });

  it("is moved by a new order of the same item, and by no other", () => {
    const told = story().take(order(MONDAY, "coffee1"), order(MONDAY + DAY, "lamp1"));
    expect(told.plans()).toMatchObject([{ due: MONDAY + 27 * DAY }]);
    told.take(order(MONDAY + 20 * DAY, "coffee1"));
    expect(told.plans()).toMatchObject([{ due: MONDAY + (20 + 17) * DAY }]);
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

describe("the person's own interval", () => {
  const at = (...days: number[]) =>
    days.map((day) => ({ id: `${day}`, time: day * DAY, value: 1, pieces: 1, items: ["a"] }));

  it("is the median between orders of the item", () => {
    expect(ownInterval(at(0), "a")).toBeUndefined();
    expect(ownInterval(at(0, 5), "b")).toBeUndefined();
    expect(ownInterval(at(0, 5), "a")).toBe(5 * DAY);
    expect(ownInterval(at(0, 5, 100, 107), "a")).toBe(7 * DAY);
    expect(ownInterval(at(14, 0), "a")).toBe(14 * DAY);
  });
});
