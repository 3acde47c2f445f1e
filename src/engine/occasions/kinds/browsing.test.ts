import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { DAY, HOUR } from "../../../domain/time.js";

const story = (waitMs = 0) =>
  new EngineStory(
    anEngineContext({ actions: [anAction({ id: "may-we-help", trigger: { occasion: "frequent-browsing", waitMs } })] }),
  );
const visit = (time: number) => aTrack("Product Viewed", time, { product_id: "s1" });
const visits = (count: number, from = MONDAY) => Array.from({ length: count }, (_, n) => visit(from + n * 4 * HOUR));
const order = (time: number) =>
  aTrack("Order Completed", time, { order_id: `o-${time}`, products: [{ product_id: "x" }] });

describe("frequent browsing without buying", () => {
  it("is noticed when a visit begins", () => {
    expect(story().take(...visits(4)).said).toEqual([]);
    const noticed = story().take(...visits(5));
    expect(noticed.said).toEqual(["may-we-help"]);
    expect(noticed.messages[0]?.items).toEqual(["s1"]);
  });

  it("comes once in fourteen days", () => {
    const often = story().take(...visits(84));
    expect(often.said).toHaveLength(1);
    expect(often.take(visit(MONDAY + 16 * DAY)).said).toHaveLength(2);
  });

  it("is none for who bought lately", () => {
    expect(story().take(order(MONDAY - DAY), ...visits(8)).said).toEqual([]);
    expect(story().take(order(MONDAY - 40 * DAY), ...visits(8)).said).toEqual(["may-we-help"]);
  });

  it("waits until the person has gone, and an order takes it back", () => {
    const waiting = story(HOUR).take(...visits(5));
    expect(waiting.said).toEqual([]);
    const begun = MONDAY + 16 * HOUR;
    const bought = story(HOUR).take(...visits(5), order(begun + 1));
    expect(waiting.advance(begun + HOUR).said).toEqual(["may-we-help"]);
    expect(bought.advance(begun + 3 * HOUR).said).toEqual([]);
  });
});
