import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { JsonObject } from "../../../domain/event.js";

const story = (of: string[] = []) =>
  new EngineStory(
    anEngineContext({ actions: [anAction({ id: "new-in", trigger: { occasion: "new-collection", waitMs: 0, of } })] }),
  );
const views = (category: string, tags: string[] = []) =>
  aTrack("Product Viewed", MONDAY, { product_id: `${category}-1`, category, tags });
const launch = (properties: JsonObject) =>
  aTrack("Collection Launched", MONDAY + 1, { collection: "spring", ...properties });

describe("a new collection", () => {
  it("is news for whose taste it is: its category, its tags, or those of its products", () => {
    const products = [{ product_id: "n1", category: "shoes", tags: ["red"] }, { product_id: "n2" }];
    for (const properties of [{ category: "shoes" }, { tags: ["red"] }, { products }]) {
      const told = story().take(views("shoes", ["red"]), launch(properties));
      expect(told.decisions).toMatchObject([{ occasion: "new-collection", subject: "spring" }]);
    }
    const told = story().take(views("shoes"), launch({ products }));
    expect(told.messages[0]?.items).toEqual(["n1", "n2"]);
  });

  it("is none for others, or for whom it is a passing interest", () => {
    expect(story().take(views("lamps"), launch({ category: "shoes" })).decisions).toEqual([]);
    expect(story().take(launch({ category: "shoes" })).decisions).toEqual([]);
    const mostlyLamps = Array.from({ length: 12 }, () => views("lamps"));
    expect(story().take(...mostlyLamps, views("shoes"), launch({ category: "shoes" })).decisions).toEqual([]);
  });

  it("can be one collection only", () => {
    expect(story(["autumn"]).take(views("shoes"), launch({ category: "shoes" })).decisions).toEqual([]);
  });
});
