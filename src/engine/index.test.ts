import { expect, it } from "vitest";
import { A_PARTITION, anEngineContext, aTrack, MONDAY } from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import { createEngine, readPopulation } from "./index.js";

const order = (time = MONDAY) =>
  aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: "a" }] });
const statistics = new Map([["arms/thank-you", new Map([["by-email.sent", 1000]])]]);

it("is another engine under another population, which its decisions name", () => {
  const engine = createEngine(anEngineContext());
  const snapshot = engine.population(statistics, MONDAY);
  expect(engine.population(statistics, MONDAY)).toEqual(snapshot);
  const named = (under: typeof engine) => {
    const { effects } = under.step(undefined, order(), A_PARTITION);
    return effects.flatMap((effect) => (effect.kind === "decision" ? [effect.decision.population] : []));
  };
  const { version } = readPopulation(snapshot);
  expect(version).not.toBe("");
  expect(named(engine.under(snapshot))).toEqual([version]);
  expect(named(engine)).toEqual([""]);
  expect(named(engine.under(snapshot).under(engine.population(new Map(), 0)))).not.toEqual([version]);
});

it("refuses a population that it can't read", () => {
  expect(() => createEngine(anEngineContext()).under(new TextEncoder().encode("{}"))).toThrow(/population/i);
});

it("says of each step what it adds to the partition's statistics", () => {
  const story = new EngineStory().take(order());
  expect(story.statistic("lifecycle", "first-time")).toBe(1);
  expect(story.take(aTrack("Products Searched", MONDAY + 1, { query: "b" })).last.statistics.size).toBe(0);
});
