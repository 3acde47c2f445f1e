import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { HOUR } from "../../../domain/time.js";

const about = (trigger = {}) =>
  new EngineStory(
    anEngineContext({
      actions: [
        anAction({ id: "news", class: "transactional", trigger: { occasion: "order-status", waitMs: 0, ...trigger } }),
      ],
    }),
  );
const order = aTrack("Order Completed", MONDAY, {
  order_id: "o1",
  revenue: 30,
  products: [{ product_id: "a" }, { product_id: "b" }],
});

describe("an order that gets on", () => {
  it.each([
    ["Order Updated", { status: "Packed" }, "packed"],
    ["Order Updated", {}, "updated"],
    ["Order Shipped", {}, "shipped"],
    ["Order Delivered", {}, "delivered"],
    ["Order Cancelled", {}, "cancelled"],
    ["Order Refunded", {}, "refunded"],
    ["Order Refunded", { status: "partially refunded" }, "partially refunded"],
  ])("%s with %j is %s", (name, properties, subject) => {
    const story = about().take(order, aTrack(name, MONDAY + HOUR, { order_id: "o1", ...properties }));
    expect(story.decisions).toMatchObject([{ occasion: "order-status", subject }]);
    expect(story.messages[0]).toMatchObject({ items: ["a", "b"] });
  });

  it("names its own products where the order isn't remembered", () => {
    const story = about().take(aTrack("Order Shipped", MONDAY, { order_id: "old", products: [{ product_id: "z" }] }));
    expect(story.messages[0]?.items).toEqual(["z"]);
  });

  it("concerns the statuses that the action names", () => {
    const story = about({ of: ["shipped"] }).take(
      order,
      aTrack("Order Updated", MONDAY + 1, { order_id: "o1", status: "packed" }),
    );
    expect(story.decisions).toEqual([]);
    expect(story.take(aTrack("Order Shipped", MONDAY + 2, { order_id: "o1" })).said).toEqual(["news"]);
  });

  it("waits for each order and status on its own", () => {
    const story = about({ waitMs: HOUR, cancelOn: [] });
    for (const id of ["o1", "o2"]) story.take(aTrack("Order Shipped", MONDAY, { order_id: id }));
    expect(story.plans("order-status")).toHaveLength(2);
    expect(story.advance(MONDAY + HOUR).decisions.map((decision) => decision.subject)).toEqual(["shipped", "shipped"]);
    expect(new Set(story.decisions.map((decision) => decision.id)).size).toBe(2);
  });
});
