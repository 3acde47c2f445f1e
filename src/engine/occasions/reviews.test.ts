import { describe, expect, it } from "vitest";
import {
  anAction,
  anEngineContext,
  aPredicate,
  aSegment,
  aTrack,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import type { Crossing, View } from "../../domain/view.js";
import { DAY, HOUR } from "../../domain/time.js";

const base = anEngineContext();
const crosses = (id: string, crossing: Crossing, holds: (view: View) => boolean) =>
  aSegment(id, holds, { when: aPredicate(holds, { reads: new Set([crossing.subject]), crossings: [crossing] }) });
const away = crosses(
  "away",
  { subject: "activity", field: "daysSinceSeen", days: 90 },
  ({ activity }) => activity.daysSinceSeen > 90,
);
const bought = crosses(
  "bought-a-week-ago",
  { subject: "orders", field: "daysSinceLast", days: 7 },
  ({ orders }) => orders.count > 0 && orders.daysSinceLast > 7,
);
const view = (time: number) => aTrack("Product Viewed", time, { product_id: "s1" });
const order = (time: number) =>
  aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: "x" }] });
const told = (segments = [away, bought]) =>
  new EngineStory({
    ...base,
    segments,
    actions: [anAction({ id: "said", trigger: { occasion: "segment-entered", waitMs: 0 } })],
  });

describe("the timer of the next review", () => {
  it("stays where it is while the person comes and goes", () => {
    const story = told([away]).take(view(MONDAY));
    const [review] = story.plans("review");
    for (let n = 1; n < 40; n++) story.take(view(MONDAY + n * HOUR));
    expect(story.plans("review")).toEqual([review]);
    expect(story.results.slice(1).flatMap((result) => result.timers)).toEqual([]);
  });

  it("is moved to a much earlier time by what brings one", () => {
    const story = told()
      .take(view(MONDAY))
      .take(order(MONDAY + HOUR));
    expect(story.plans("review")).toMatchObject([{ due: MONDAY + HOUR + 7 * DAY + 1 }]);
    expect(story.advance(MONDAY + 8 * DAY).decisions).toMatchObject([{ subject: "bought-a-week-ago" }]);
    expect(story.plans("review")).toHaveLength(1);
  });

  it("finds what became of the person without an event, from their last one on", () => {
    const story = told([away]).take(view(MONDAY), view(MONDAY + 30 * DAY));
    expect(story.advance(MONDAY + 200 * DAY).decisions).toMatchObject([
      { subject: "away", time: MONDAY + 120 * DAY + 1 },
    ]);
  });

  it("comes from history too, which itself opens nothing", () => {
    const story = told([away]).take(aTrack("Product Viewed", MONDAY, { product_id: "s1" }, { history: true }));
    expect(story.decisions).toEqual([]);
    expect(story.plans("review")).toHaveLength(1);
  });
});

it("what is said may change where the person stands, and that is an occasion at once", () => {
  const spoken = ({ responses }: View): boolean => (responses.sent.get("email") ?? 0) > 0;
  const written = aSegment("written-to", spoken, { when: aPredicate(spoken, { reads: new Set(["responses"]) }) });
  const story = new EngineStory({
    ...base,
    segments: [written],
    actions: [...base.actions, anAction({ id: "first", trigger: { occasion: "segment-entered", waitMs: 0 } })],
  });
  story.take(order(MONDAY));
  expect(story.said).toEqual(["thank-you", "first"]);
  expect(story.profile?.read("standing").segments).toEqual(["written-to"]);
});
