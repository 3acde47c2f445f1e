import { describe, expect, it } from "vitest";
import {
  anAction,
  anEngineContext,
  aPredicate,
  aSegment,
  aTrack,
  MONDAY,
} from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { DAY, HOUR } from "../../../domain/time.js";

const assigned = (tag: string, time = MONDAY) => aTrack("Tag Assigned", time, { tag });
const views = (time: number) => aTrack("Product Viewed", time, { product_id: "s1" });

describe("a tag that is assigned", () => {
  const story = (trigger = {}) =>
    new EngineStory(
      anEngineContext({
        actions: [anAction({ id: "welcome", trigger: { occasion: "tag-assigned", waitMs: 0, ...trigger } })],
      }),
    );

  it("is spoken of when the person didn't have it", () => {
    const told = story().take(assigned("vip"), assigned("vip", MONDAY + 1));
    expect(told.decisions).toMatchObject([{ occasion: "tag-assigned", subject: "vip" }]);
    told.take(aTrack("Tag Removed", MONDAY + 2, { tag: "vip" }), assigned("vip", MONDAY + 3));
    expect(told.decisions).toHaveLength(2);
  });

  it("concerns the tags that the action names, and is gone when the tag is", () => {
    expect(story({ of: ["b2b"] }).take(assigned("vip")).decisions).toEqual([]);
    const told = story({ waitMs: HOUR }).take(
      assigned("vip"),
      assigned("new"),
      aTrack("Tag Removed", MONDAY + 1, { tag: "vip" }),
    );
    expect(told.advance(MONDAY + HOUR).decisions.map((decision) => decision.subject)).toEqual(["new"]);
  });
});

describe("coming into a segment and leaving it", () => {
  const fans = aSegment("fans", ({ activity }) => activity.sessionViews >= 2);
  const story = (occasion: "segment-entered" | "segment-left", trigger = {}) =>
    new EngineStory(
      anEngineContext({
        segments: [fans],
        actions: [anAction({ id: "said", trigger: { occasion, waitMs: 0, ...trigger } })],
      }),
    );
  const twice = [views(MONDAY), views(MONDAY + 1), views(MONDAY + 2)];

  it("is spoken of once each time", () => {
    const told = story("segment-entered").take(...twice);
    expect(told.decisions).toMatchObject([{ occasion: "segment-entered", subject: "fans", time: MONDAY + 1 }]);
    const left = story("segment-left").take(...twice, views(MONDAY + HOUR));
    expect(left.decisions).toMatchObject([{ occasion: "segment-left", subject: "fans" }]);
    expect(left.statistic("segments", "fans")).toBe(0);
  });

  it("is none of other segments, and gone when the person has left again", () => {
    expect(story("segment-entered", { of: ["others"] }).take(...twice).decisions).toEqual([]);
    const told = story("segment-entered", { waitMs: 2 * HOUR }).take(...twice, views(MONDAY + HOUR));
    expect(told.advance(MONDAY + 2 * HOUR + 1).said).toEqual([]);
    expect(told.total("reasons.occasion.emptied")).toBe(1);
  });

  it("happens in time too: a review is planned for it, and every later one from the one before", () => {
    const gone = aSegment("gone", ({ activity }) => activity.daysSinceSeen > 10, {
      when: aPredicate(({ activity }) => activity.daysSinceSeen > 10, {
        reads: new Set(["activity"]),
        crossings: [{ subject: "activity", field: "daysSinceSeen", days: 10 }],
      }),
    });
    const told = new EngineStory(
      anEngineContext({
        segments: [gone],
        actions: [anAction({ id: "miss-you", trigger: { occasion: "segment-entered", waitMs: 0 } })],
      }),
    );
    told.take(views(MONDAY));
    const [review] = told.plans("review");
    told.take(views(MONDAY + HOUR), views(MONDAY + 5 * DAY));
    expect(told.plans("review")).toEqual([review]);
    expect(told.advance(MONDAY + 15 * DAY - 1).said).toEqual([]);
    told.advance(MONDAY + 15 * DAY + HOUR);
    expect(told.said).toEqual(["miss-you"]);
    expect(told.decisions[0]?.time).toBe(MONDAY + 15 * DAY + 1);
  });

  it("needs no review where time changes nothing", () => {
    expect(
      story("segment-entered")
        .take(...twice)
        .plans("review"),
    ).toEqual([]);
  });
});
