import { describe, expect, it } from "vitest";
import {
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aPredicate,
  aSegment,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import { anIntentModel, aScoring } from "../../test/harness/scoring-models.js";
import type { EngineContext } from "../domain/context.js";
import { hash53 } from "../domain/hash.js";
import { liveCalibrationOf, liveComparisonOf } from "../domain/live-calibration.js";
import type { Scoring } from "../domain/scoring.js";
import { DAY, HOUR, MINUTE } from "../domain/time.js";
import type { View } from "../domain/view.js";

/** Surer with every thing in the cart. */
const BY_CART = anIntentModel("a", (draft) => {
  const { cartAdds, sessions } = draft.read("activity");
  return { session: Math.min(0.9, 0.3 * cartAdds), day: Math.min(0.95, 0.4 * cartAdds), churn: 1 / (1 + sessions) };
});
const NEVER = anIntentModel("b", () => ({ session: 0.01, day: 0.02 }));

const wantsToBuy = ({ intent }: View): boolean => intent.session >= 0.6;
const HOT = aSegment("hot", wantsToBuy, { when: aPredicate(wantsToBuy, { reads: new Set(["intent"]) }) });
const OFFER = anAction({
  id: "offer",
  treatments: [aTreatment("onsite")],
  trigger: { occasion: "segment-entered", of: ["hot"], waitMs: 0, cancelOn: [] },
});

function aContext(scoring: Scoring, overrides: Partial<EngineContext> = {}): EngineContext {
  return anEngineContext({
    scoring,
    segments: [HOT],
    actions: [OFFER],
    channels: new Map([["onsite", aChannel("onsite")]]),
    ...overrides,
  });
}

const added = (time: number, id: string) => aTrack("Product Added", time, { product_id: id, price: 10 }, { id });
const ordered = (time: number, id: string) => aTrack("Order Completed", time, { order_id: id, revenue: 9 }, { id });
const intentOf = (story: EngineStory) => story.profile?.read("intent");

/** An id of an event that is a sample, and one that is none. */
const named = (prefix: string, isSample: boolean): string => {
  for (let i = 0; ; i++) if ((hash53(`${prefix}${i}`) % 4 === 0) === isSample) return `${prefix}${i}`;
};

describe("intent", () => {
  it("is said after every event, with what the event told, and opens what is configured at once", () => {
    const story = new EngineStory(aContext(aScoring({ intent: BY_CART }))).take(added(MONDAY, "e1"));
    expect(intentOf(story)).toMatchObject({ at: MONDAY, session: 0.3, day: 0.4, churn: 0.5 });
    expect(story.said).toEqual([]);
    story.take(added(MONDAY + MINUTE, "e2"));
    expect(intentOf(story)).toMatchObject({ at: MONDAY + MINUTE, session: 0.6 });
    expect(story.said).toEqual(["offer"]);
    expect(story.messages[0]).toMatchObject({ occasion: "segment-entered", cause: "e2", time: MONDAY + MINUTE });
    expect(story.decisions[0]?.models).toEqual({ intent: "a" });
  });

  it("is over with the visit, which is noticed without an event; so is that of the day", () => {
    const wantsToday = ({ intent }: View): boolean => intent.day > 0.5;
    const today = aSegment("today", wantsToday, { when: aPredicate(wantsToday, { reads: new Set(["intent"]) }) });
    const context = aContext(aScoring({ intent: BY_CART }), { segments: [HOT, today], actions: [] });
    const story = new EngineStory(context).take(added(MONDAY, "e1"), added(MONDAY + MINUTE, "e2"));
    const segments = () => story.profile?.read("standing").segments;
    expect(segments()).toEqual(["hot", "today"]);
    story.advance(MONDAY + 31 * MINUTE);
    expect(segments()).toEqual(["hot", "today"]);
    story.advance(MONDAY + 31 * MINUTE + 1);
    expect(segments()).toEqual(["today"]);
    story.advance(MONDAY + MINUTE + DAY);
    expect(segments()).toEqual([]);
    expect(intentOf(story)).toMatchObject({ session: 0.6, day: 0.8 });
    // Nothing is left that would have to be looked at before the lifecycle's own thresholds.
    expect(story.plans("review").every(({ due }) => due > MONDAY + 30 * DAY)).toBe(true);
  });

  it("that is over is noticed of whoever the visit began with none, too", () => {
    const model = anIntentModel("a", (draft) => ({ session: draft.read("activity").sessionViews > 1 ? 0.9 : 0 }));
    const isEither = ({ intent, activity }: View): boolean => intent.session > 0.5 || activity.sessionViews < 2;
    const either = aSegment("either", isEither, {
      when: aPredicate(isEither, { reads: new Set(["intent", "activity"]) }),
    });
    const story = new EngineStory(aContext(aScoring({ intent: model }), { segments: [either], actions: [] }));
    for (const n of [0, 1]) story.take(aTrack("Product Viewed", MONDAY + n * MINUTE, { product_id: "p1" }));
    expect(intentOf(story)?.session).toBe(0.9);
    expect(story.profile?.read("standing").segments).toEqual(["either"]);
    story.advance(MONDAY + 31 * MINUTE + 1);
    expect(story.profile?.read("standing").segments).toEqual([]);
  });

  it("of a model that is in force no more goes, with the next event", () => {
    const story = new EngineStory(aContext(aScoring({ intent: BY_CART }))).take(
      added(MONDAY, "e1"),
      added(MONDAY, "e2"),
    );
    const without = new EngineStory(aContext(aScoring({})));
    without.profile = story.profile;
    without.take(anEvent({ type: "page", time: MONDAY + MINUTE }));
    expect(intentOf(without)).toMatchObject({ at: 0, session: 0, day: 0, churn: 0 });
    expect(without.profile?.read("standing").segments).toEqual([]);
  });

  it("is a probability on its grid, whatever a model says", () => {
    const wild = anIntentModel("w", () => ({ session: Number.NaN, day: 7, churn: 0.123456 }));
    const story = new EngineStory(aContext(aScoring({ intent: wild }))).take(added(MONDAY, "e1"));
    expect(intentOf(story)).toMatchObject({ session: 0, day: 1, churn: 0.1235 });
  });

  it("in the shadow is read by nobody, and asked of the same profile", () => {
    const alone = new EngineStory(aContext(aScoring({ intent: NEVER })));
    const beside = new EngineStory(aContext(aScoring({ intent: NEVER }, { intent: BY_CART })));
    const shadowOnly = new EngineStory(aContext(aScoring({}, { intent: BY_CART })));
    const events = [1, 2, 3].map((n) => added(MONDAY + n * MINUTE, named(`s${n}-`, false)));
    for (const story of [alone, beside, shadowOnly]) story.take(...events);
    expect(beside.profile?.packed).toBe(alone.profile?.packed);
    expect([beside.said, shadowOnly.said]).toEqual([[], []]);
    expect(intentOf(shadowOnly)?.at).toBe(0);
  });
});

describe("live calibration", () => {
  const scoring = aScoring({ intent: BY_CART }, { intent: NEVER });
  const live = (story: EngineStory, version: string, head: "session" | "day") =>
    liveCalibrationOf(story.partition.all(), "intent", version, head);

  it("counts one event a session, and answers it by the first order after it", () => {
    const story = new EngineStory(aContext(scoring)).take(
      added(MONDAY, named("x", false)),
      added(MONDAY + MINUTE, named("y", true)),
      added(MONDAY + 2 * MINUTE, named("z", true)),
    );
    expect(live(story, "a", "session")).toMatchObject({ count: 1, positives: 0, said: 0.6 });
    expect(live(story, "b", "day")).toMatchObject({ count: 1, positives: 0, said: 0.02 });
    expect(live(story, "b", "day")?.logLoss).toBeCloseTo(-Math.log(0.98), 5);
    story.take(ordered(MONDAY + 3 * MINUTE, "o1"), ordered(MONDAY + 4 * MINUTE, "o2"));
    expect(live(story, "a", "session")).toMatchObject({ count: 1, positives: 1, came: 1, ece: 0.4 });
    expect(live(story, "a", "session")?.logLoss).toBeCloseTo(-Math.log(0.6), 5);
    expect(live(story, "b", "day")?.logLoss).toBeCloseTo(-Math.log(0.02), 5);
    expect(intentOf(story)?.samples).toEqual([]);
    // Again in the next session; there are two of the pair then.
    story.take(added(MONDAY + HOUR, named("w", true)));
    expect(live(story, "a", "day")?.count).toBe(2);
    const compared = liveComparisonOf(story.partition.all(), "intent", "b", "a", "session");
    const [first, second] = [Math.log(0.6) - Math.log(0.01), Math.log(0.1) - Math.log(0.99)];
    expect(compared?.count).toBe(2);
    expect(compared?.difference).toBeCloseTo((first + second) / 2, 4);
  });

  it("knows an order of the same day, but not of the same visit; and one that comes too late for both", () => {
    const story = new EngineStory(aContext(scoring)).take(added(MONDAY, named("a", true)));
    story.take(ordered(MONDAY + 5 * HOUR, named("o", false)));
    expect(live(story, "a", "session")).toMatchObject({ count: 1, positives: 0 });
    expect(live(story, "a", "day")).toMatchObject({ count: 1, positives: 1 });
    story.take(added(MONDAY + 2 * DAY, named("b", true)), ordered(MONDAY + 4 * DAY, named("p", false)));
    expect(live(story, "a", "day")).toMatchObject({ count: 2, positives: 1 });
    expect(live(story, "a", "session")).toMatchObject({ count: 2, positives: 0 });
  });

  it("answers a sample under the version that said it, whichever is in force by then", () => {
    const story = new EngineStory(aContext(scoring)).take(added(MONDAY, named("a", true)));
    const after = new EngineStory(aContext(aScoring({ intent: NEVER })));
    after.profile = story.profile;
    after.take(ordered(MONDAY + MINUTE, "o1"));
    expect(after.statistic("calibration/intent/a", "session/6.positive")).toBe(1);
    expect(after.statistic("calibration/intent/b", "session/3.positive")).toBe(1);
  });

  it("leaves an import's events out", () => {
    const imported = { ...added(MONDAY, named("a", true)), history: true };
    const story = new EngineStory(aContext(scoring)).take(imported);
    expect(intentOf(story)).toMatchObject({ at: MONDAY, sampledAt: 0 });
    expect(live(story, "a", "session")).toBeUndefined();
  });

  it("leaves out what comes when the visit is over: nothing is said of a visit then", () => {
    const story = new EngineStory(aContext(scoring)).take(added(MONDAY, named("a", false)));
    const bounced = (time: number, id: string) => aTrack("Email Bounced", time, {}, { id });
    story.take(bounced(MONDAY + HOUR, named("q", true)));
    expect(intentOf(story)).toMatchObject({ at: MONDAY + HOUR, sampledAt: 0 });
    expect(live(story, "a", "session")).toBeUndefined();
    story.take(added(MONDAY + 2 * HOUR, named("b", false)), bounced(MONDAY + 2 * HOUR + MINUTE, named("r", true)));
    expect(live(story, "a", "session")?.count).toBe(1);
  });

  it("keeps a bounded number of samples of who comes again and again", () => {
    const story = new EngineStory(aContext(scoring));
    for (let n = 0; n < 8; n++) story.take(added(MONDAY + n * HOUR, named(`n${n}-`, true)));
    expect(intentOf(story)?.samples).toHaveLength(4);
    expect(live(story, "a", "day")?.count).toBe(4);
    story.take(added(MONDAY + 3 * DAY, named("later", true)));
    expect(intentOf(story)?.samples).toHaveLength(1);
  });

  it("forgets old versions when a ContextEvent comes, never those in use", () => {
    const story = new EngineStory(aContext(aScoring({ intent: NEVER })));
    for (let n = 0; n < 9; n++)
      story.partition.addAll(new Map([[`calibration/intent/2026010${n}`, new Map([["session/0.n", 5]])]]));
    story.partition.addAll(new Map([["calibration/intent/b", new Map([["session/0.n", 5]])]]));
    story.partition.addAll(story.engine.faded(story.partition.all(), MONDAY));
    const left = [...story.partition.all()].filter(([, numbers]) => numbers.size > 0).map(([group]) => group);
    expect(left.toSorted()).toEqual([
      ...[3, 4, 5, 6, 7, 8].map((n) => `calibration/intent/2026010${n}`),
      "calibration/intent/b",
    ]);
  });
});
