import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { DAY } from "../../../domain/time.js";

const WAIT = 7 * DAY;
const story = () =>
  new EngineStory(
    anEngineContext({
      actions: [anAction({ id: "still-there", trigger: { occasion: "saved-reminder", waitMs: WAIT } })],
    }),
  );
const saves = (item: string, time = MONDAY) =>
  aTrack("Product Added to Wishlist", time, { product_id: item, price: 10 });
const unsaves = (item: string, time = MONDAY + 1) =>
  aTrack("Product Removed from Wishlist", time, { product_id: item });
const buys = (item: string, time: number) =>
  aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: item }] });

describe("what was saved", () => {
  it("is remembered after the wait, all of it, the last first, once", () => {
    const told = story().take(saves("a"), saves("b", MONDAY + DAY));
    expect(told.timers.size).toBe(1);
    expect(told.advance(MONDAY + 30 * DAY).messages).toMatchObject([{ time: MONDAY + WAIT, items: ["b", "a"] }]);
  });

  it("is not when it was bought or let go", () => {
    const bought = story()
      .take(saves("a"), buys("a", MONDAY + DAY))
      .advance(MONDAY + WAIT);
    expect([bought.said, bought.total("reasons.occasion.cancelled-by-purchase")]).toEqual([[], 1]);
    const letGo = story()
      .take(saves("a"), unsaves("a"))
      .advance(MONDAY + WAIT);
    expect([letGo.said, letGo.total("reasons.occasion.emptied")]).toEqual([[], 1]);
  });

  it("stays when something else was bought", () => {
    expect(
      story()
        .take(saves("a"), buys("x", MONDAY + DAY))
        .advance(MONDAY + WAIT).said,
    ).toEqual(["still-there"]);
  });

  it("waits for what was saved later when the first is let go", () => {
    const told = story().take(saves("a"), saves("b", MONDAY + DAY), unsaves("a", MONDAY + 2 * DAY));
    expect(told.advance(MONDAY + WAIT).said).toEqual([]);
    expect(told.advance(MONDAY + 30 * DAY).messages).toMatchObject([{ time: MONDAY + DAY + WAIT, items: ["b"] }]);
  });

  it("leaves out what was bought since", () => {
    const told = story().take(saves("a"), saves("b"), buys("b", MONDAY + DAY));
    expect(told.advance(MONDAY + WAIT).messages).toMatchObject([{ items: ["a"] }]);
  });
});
