import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, anEvent, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";

const base = anEngineContext();
const quote = anAction({
  id: "quote",
  trigger: { occasion: "event", of: ["Quote Asked"], waitMs: HOUR, cancelOn: ["purchase"] },
});
const story = () => new EngineStory({ ...base, actions: [anAction(), quote] });
const add = (time: number) => aTrack("Product Added", time, { product_id: "shoe", price: 10 });
const ask = (time: number) => aTrack("Quote Asked", time);
const order = (time: number, overrides = {}) =>
  aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: "shoe" }] }, overrides);
const page = (time: number) => anEvent({ type: "page", time });

describe("an order", () => {
  it.each([
    ["imported", { history: true }],
    ["told late", {}],
  ])("of before, %s, takes nothing back", (_, overrides) => {
    const told = story().take(add(MONDAY), ask(MONDAY), order(MONDAY - 300 * DAY, overrides));
    expect(told.plans().map(({ kind }) => kind)).toEqual(expect.arrayContaining(["cart-abandoned", "event"]));
    expect(told.advance(MONDAY + DAY).said).toEqual(["cart-reminder", "quote"]);
  });

  it("of the same session takes back what opened before it, in whichever order they are told", () => {
    const late = story().take(add(MONDAY), ask(MONDAY), page(MONDAY + 10 * MINUTE), order(MONDAY + MINUTE));
    const both = story().take(add(MONDAY), page(MONDAY + 10 * MINUTE), ask(MONDAY), order(MONDAY + MINUTE));
    for (const told of [late, both]) expect(told.advance(MONDAY + DAY).said).toEqual([]);
  });
});

describe("to return", () => {
  it("is no going on in the session that an event of before it is told in", () => {
    const nudge = anAction({
      id: "nudge",
      trigger: { occasion: "event", of: ["Quote Asked"], waitMs: HOUR, cancelOn: ["return"] },
    });
    const told = new EngineStory({ ...base, actions: [nudge] }).take(page(MONDAY), ask(MONDAY - 1));
    expect(told.advance(MONDAY + DAY).said).toEqual(["nudge"]);
  });
});
