import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { JsonObject } from "../../../domain/event.js";
import { HOUR, MINUTE } from "../../../domain/time.js";

const waiting = (waitMs: number) =>
  new EngineStory(
    anEngineContext({ actions: [anAction({ id: "ask-us", trigger: { occasion: "search-without-result", waitMs } })] }),
  );
const search = (time: number, properties: JsonObject) =>
  aTrack("Products Searched", time, { query: "scissors", ...properties });

describe("a search without result", () => {
  it.each([[{ results: 0 }], [{ products: [] }], [{ results: "0" }]])("is one with %j", (properties) => {
    expect(waiting(0).take(search(MONDAY, properties)).decisions).toMatchObject([{ subject: "scissors" }]);
  });

  it.each([[{ results: 3 }], [{ products: [{ product_id: "s1" }] }], [{}]])("is none with %j", (properties) => {
    expect(waiting(0).take(search(MONDAY, properties)).decisions).toEqual([]);
  });

  it("waits, and says nothing when something was viewed since", () => {
    const story = waiting(HOUR).take(search(MONDAY, { results: 0 }));
    expect(story.advance(MONDAY + HOUR).said).toEqual(["ask-us"]);
    const found = waiting(HOUR).take(
      search(MONDAY, { results: 0 }),
      aTrack("Product Viewed", MONDAY + MINUTE, { product_id: "s1" }),
    );
    expect(found.advance(MONDAY + HOUR).said).toEqual([]);
    expect(found.total("reasons.occasion.emptied")).toBe(1);
  });

  it("is about the last such search, and waits from that", () => {
    const story = waiting(HOUR).take(
      search(MONDAY, { results: 0 }),
      search(MONDAY + 30 * MINUTE, { results: 0, query: "left-handed scissors" }),
    );
    expect(story.last.timers).toEqual([]);
    expect(story.advance(MONDAY + HOUR + 29 * MINUTE).said).toEqual([]);
    expect(story.advance(MONDAY + 2 * HOUR).decisions).toMatchObject([
      { subject: "left-handed scissors", time: MONDAY + HOUR + 30 * MINUTE },
    ]);
  });
});
