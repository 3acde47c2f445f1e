import { describe, expect, it } from "vitest";
import type { EngineContext } from "../../domain/context.js";
import { LANDMARK, POPULARITY_HEAD, popularityKeys, segmentKey, weekOf } from "../../domain/popularity.js";
import { DAY } from "../../domain/time.js";
import {
  anEngineContext,
  aRecommendationPolicy,
  aSegment,
  aTrack,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import { PartitionStatistics } from "../../worker/statistics.js";
import { createEngine } from "../index.js";

/** The week's beginning: weights are whole numbers. */
const T = weekOf(MONDAY);
const view = (item: string, time = T) => aTrack("Product Viewed", time, { product_id: item });
const order = (id: string, ...items: string[]) =>
  aTrack("Order Completed", T, { order_id: id, products: items.map((item) => ({ product_id: item })) });

function counted(story: EngineStory, item: string): number {
  const { group, overall } = popularityKeys(item);
  return story.statistic(group, overall);
}

describe("popularity", () => {
  it("counts every interaction by its weight", () => {
    const story = new EngineStory().take(view("lamp"));
    const once = counted(story, "lamp");
    expect(once).toBeGreaterThan(0);
    story.take(aTrack("Product Added", T, { product_id: "lamp" }));
    expect(counted(story, "lamp")).toBe(4 * once);
    story.take(aTrack("Product Added to Wishlist", T, { product_id: "lamp" }));
    expect(counted(story, "lamp")).toBe(6 * once);
    story.take(order("o-1", "lamp", "chair"), order("o-1", "lamp"));
    expect([counted(story, "lamp"), counted(story, "chair")]).toEqual([10 * once, 4 * once]);
    // Neither a search nor a list says that anybody wants this.
    story.take(aTrack("Products Searched", T, { product_id: "lamp" }));
    expect(counted(story, "lamp")).toBe(10 * once);
  });

  it("counts for the segments that have favourites, by where the person stands", () => {
    const context: EngineContext = anEngineContext({
      segments: [aSegment("fans", (seen) => seen.activity.views > 1), aSegment("others", () => true)],
      recommendations: aRecommendationPolicy({
        popularity: { ...aRecommendationPolicy().popularity, segments: ["fans"] },
      }),
    });
    const { group } = popularityKeys("lamp");
    const story = new EngineStory(context).take(view("lamp"));
    expect(story.statistic(group, segmentKey("fans", "lamp"))).toBe(0);
    const once = counted(story, "lamp");
    story.take(view("lamp"));
    expect(story.statistic(group, segmentKey("fans", "lamp"))).toBe(once);
    expect(story.statistic(group, segmentKey("others", "lamp"))).toBe(0);
  });

  it("counts nothing where recommendations are off, nor what is long gone", () => {
    const off = aRecommendationPolicy({ popularity: { halfLifeMs: 0, trendingHalfLifeMs: 0, segments: [] } });
    expect(counted(new EngineStory(anEngineContext({ recommendations: off })).take(view("lamp")), "lamp")).toBe(0);
    const engine = createEngine(anEngineContext());
    const statistics = new PartitionStatistics(0, 1);
    statistics.addAll(engine.step(undefined, view("lamp"), statistics).statistics);
    const late = engine.step(undefined, view("hat", T - 400 * DAY), statistics);
    expect(late.statistics.has(popularityKeys("hat").group)).toBe(false);
  });

  it("begins with the week of the partition's first interaction", () => {
    const story = new EngineStory().take(view("lamp"));
    expect(story.statistic(POPULARITY_HEAD, LANDMARK)).toBe(weekOf(MONDAY));
  });

  it("stays bounded whatever ids are sent: a full group takes no more until a snapshot has made room", () => {
    const engine = createEngine(anEngineContext());
    const statistics = new PartitionStatistics(0, 1);
    for (let i = 0; i < 60_000; i++) statistics.addAll(engine.step(undefined, view(`x${i}`), statistics).statistics);
    const sizes = [...statistics.all()].filter(([group]) => group.startsWith("popular/")).map(([, keys]) => keys.size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(192);
    statistics.addAll(engine.faded(statistics.all(), T));
    for (const [group, keys] of statistics.all()) {
      if (group.startsWith("popular/")) expect(keys.size).toBeLessThanOrEqual(128);
    }
  });
});
