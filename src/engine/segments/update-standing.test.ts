import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../../test/harness/draft-of.js";
import { anEngineContext, aPredicate, aSegment, MONDAY } from "../../../test/harness/engine-context.js";
import { Ledger } from "../../../test/harness/ledger.js";
import type { EngineContext } from "../../domain/context.js";
import type { Segment } from "../../domain/segment.js";
import { rfmPointOf } from "../../domain/rfm.js";
import { DAY } from "../../domain/time.js";
import type { ViewSubject } from "../../domain/view.js";
import { Draft } from "../profile/draft.js";
import { viewOf } from "../view/view-of.js";
import { leaveStanding, moveRfm, nextReview, updateStanding } from "./index.js";

/** How many there are of each, by group and key. */
function countsOf({ statistics }: Ledger): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [group, numbers] of statistics) for (const [key, count] of numbers) counts[`${group}/${key}`] = count;
  return counts;
}

/** A person whose events are told by what they write; the clock goes on with each. */
class Story {
  readonly learned = new Ledger();
  draft = aDraft({ activity: { firstSeen: MONDAY, lastSeen: MONDAY, sessions: 2, sessionStart: MONDAY - 1 } });
  context: EngineContext;

  constructor(...segments: Segment[]) {
    this.context = anEngineContext({ segments });
  }

  /** What changed, "+vip" or "-vip". */
  after(days: number, tell: (draft: Draft) => void = () => {}): string[] {
    this.draft = new Draft(this.draft.finish(), this.draft.person);
    this.draft.write("activity").clock += days * DAY;
    tell(this.draft);
    const view = viewOf(this.draft, this.context);
    return updateStanding(this.draft, this.context, view, this.learned).map(
      ({ kind, segment }) => `${kind === "segment-entered" ? "+" : "-"}${segment}`,
    );
  }

  get standing() {
    return this.draft.read("standing");
  }

  nextReview(): number {
    return (
      (nextReview(this.draft, this.context, viewOf(this.draft, this.context)) - this.draft.read("activity").clock) / DAY
    );
  }
}

const buys = (draft: Draft): void => {
  const activity = draft.write("activity");
  activity.orders++;
  activity.lastOrder = activity.clock;
};

const BUYERS = aSegment("buyers", (view) => view.orders.count > 0);
const reading = (...subjects: ViewSubject[]): { readonly reads: ReadonlySet<ViewSubject> } => ({
  reads: new Set(subjects),
});

describe("segments", () => {
  it("are entered and left by events, and counted", () => {
    const story = new Story(
      BUYERS,
      aSegment("browsers", (view) => view.orders.count === 0),
    );
    expect(story.after(0)).toEqual(["+browsers"]);
    expect(story.after(1)).toEqual([]);
    expect(story.after(1, buys)).toEqual(["-browsers", "+buyers"]);
    expect(story.standing.segments).toEqual(["buyers"]);
    expect(countsOf(story.learned)).toEqual({
      "segments/browsers": 0,
      "segments/buyers": 1,
      "lifecycle/prospect": 0,
      "lifecycle/first-time": 1,
    });
  });

  it("are left by time alone", () => {
    const recent = aSegment("recent", (view) => view.orders.daysSinceLast < 30, {
      when: aPredicate((view) => view.orders.daysSinceLast < 30, {
        crossings: [{ subject: "orders", field: "daysSinceLast", days: 30 }],
      }),
    });
    const story = new Story(recent);
    expect(story.after(0, buys)).toEqual(["+recent"]);
    expect(story.nextReview()).toBeCloseTo(30, 6);
    expect(story.after(story.nextReview())).toEqual(["-recent"]);
    // Next is the lifecycle's first threshold.
    expect(story.nextReview()).toBeCloseTo(30, 6);
  });

  it("are held against flapping", () => {
    const hot = aSegment("hot", (view) => view.activity.recentViews >= 3, { holdMs: 5 * DAY });
    const story = new Story(hot);
    const set = (views: number) => (draft: Draft) => {
      draft.write("activity").recentViews = views;
    };
    expect(story.after(0, set(3))).toEqual(["+hot"]);
    expect(story.after(1, set(2))).toEqual([]);
    expect(story.standing.heldUntil).toEqual([story.draft.read("activity").clock + 5 * DAY]);
    expect(story.nextReview()).toBe(5);
    expect(story.after(4, set(2))).toEqual([]);
    // It holds again: the hold begins anew.
    expect(story.after(0.5, set(4))).toEqual([]);
    expect(story.standing.heldUntil).toEqual([0]);
    expect(story.after(1, set(2))).toEqual([]);
    expect(story.after(4.9)).toEqual([]);
    expect(story.after(0.1)).toEqual(["-hot"]);
  });

  it("at most as many as the profile's limit", () => {
    const story = new Story(
      BUYERS,
      aSegment("b", () => true),
      aSegment("c", () => true),
    );
    story.context = { ...story.context, limits: { ...story.context.limits, segments: 1 } };
    expect(story.after(0)).toEqual(["+b"]);
  });

  it("a change of the configuration: what is gone is counted off without an occasion, another order changes nothing", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => aSegment(id, () => true)) as [Segment, Segment, Segment];
    const story = new Story(a, b, c);
    expect(story.after(0)).toEqual(["+a", "+b", "+c"]);
    story.context = { ...story.context, segments: [c, a] };
    expect(story.after(0)).toEqual([]);
    expect(story.standing.segments).toEqual(["c", "a"]);
    expect(countsOf(story.learned)).toMatchObject({ "segments/a": 1, "segments/b": 0, "segments/c": 1 });
  });
});

describe("a condition", () => {
  function counted(reads: ViewSubject[]) {
    const asked = { times: 0 };
    const when = aPredicate((view) => (asked.times++, view.person.traits.has("vip")), reading(...reads));
    return { asked, segment: aSegment("vip", () => true, { when }) };
  }

  it("is asked only when a section that it reads was written to, the first time, when a visit begins, and on demand", () => {
    const { asked, segment } = counted(["person"]);
    const story = new Story(segment);
    story.after(0);
    expect(asked.times).toBe(1);
    story.after(1, (draft) => draft.write("saved"));
    expect(asked.times).toBe(1);
    expect(story.after(1, (draft) => draft.write("traits").push(aTrait("vip", true)))).toEqual(["+vip"]);
    expect(asked.times).toBe(2);
    expect(story.after(1, (draft) => draft.write("cart"))).toEqual([]);
    expect(story.standing.segments).toEqual(["vip"]);
    story.after(0, (draft) => (draft.write("activity").sessionStart = draft.read("activity").clock));
    expect(asked.times).toBe(3);
    story.after(1);
    updateStanding(story.draft, story.context, viewOf(story.draft, story.context), story.learned, true);
    expect(asked.times).toBe(4);
  });

  it("is asked always where time can change it", () => {
    const { asked, segment } = counted(["person", "activity"]);
    const story = new Story(segment);
    for (let i = 0; i < 3; i++) story.after(1);
    expect(asked.times).toBe(3);
  });
});

describe("personas", () => {
  const named = (id: string, trait: string, holdMs = 0) =>
    aSegment(id, () => true, {
      persona: true,
      holdMs,
      when: aPredicate((view) => view.person.traits.get(trait) === true, reading("person")),
    });
  const say = (key: string, value: boolean) => (draft: Draft) => {
    const traits = draft.write("traits");
    const at = traits.findIndex((trait) => trait.key === key);
    if (at >= 0) traits.splice(at, 1);
    traits.push(aTrait(key, value));
  };

  it("are the first that holds, and at most one", () => {
    const story = new Story(named("artist", "a"), BUYERS, named("owner", "o"), named("designer", "d"));
    expect(story.after(0)).toEqual([]);
    expect(story.after(1, say("d", true))).toEqual(["+designer"]);
    expect(story.after(1, say("o", true))).toEqual(["-designer", "+owner"]);
    expect(story.after(1, buys)).toEqual(["+buyers"]);
    expect(story.standing.segments).toEqual(["buyers", "owner"]);
    expect(story.after(1, say("a", true))).toEqual(["-owner", "+artist"]);
    expect(story.after(1, say("o", false))).toEqual([]);
    expect(story.after(1, say("a", false))).toEqual(["-artist", "+designer"]);
  });

  it("one that is held gives way to those in front of it only", () => {
    const story = new Story(named("artist", "a"), named("owner", "o", 10 * DAY), named("designer", "d"));
    story.after(0, say("o", true));
    expect(story.after(1, (draft) => (say("o", false)(draft), say("d", true)(draft)))).toEqual([]);
    expect(story.standing.segments).toEqual(["owner"]);
    expect(story.nextReview()).toBe(10);
    expect(story.after(10)).toEqual(["-owner", "+designer"]);
    expect(story.after(1, say("o", true))).toEqual(["-designer", "+owner"]);
    expect(story.after(1, (draft) => (say("o", false)(draft), say("a", true)(draft)))).toEqual(["-owner", "+artist"]);
  });
});

describe("the next review", () => {
  const drifting = aSegment("evening", () => true, {
    when: aPredicate((view) => view.moment.hour > 18, { drifts: true }),
  });

  it("is a day away where conditions drift, a week after a month of silence, and never after a year", () => {
    const story = new Story(drifting);
    story.context = {
      ...story.context,
      lifecycle: { ...story.context.lifecycle, lapsedMs: 9_000 * DAY, lostMs: 9_999 * DAY, lapsingMs: 8_000 * DAY },
    };
    story.after(0);
    expect(story.nextReview()).toBe(1);
    story.after(29);
    expect(story.nextReview()).toBe(1);
    story.after(1);
    expect(story.nextReview()).toBe(7);
    story.after(340);
    expect(story.nextReview()).toBeGreaterThan(1_000);
  });

  it("is each threshold of the lifecycle; none for a stranger or for who is lost", () => {
    const story = new Story();
    story.after(0, buys);
    expect(story.nextReview()).toBe(60);
    expect([story.after(60), story.standing.lifecycle]).toEqual([[], "lapsing"]);
    expect(story.nextReview()).toBe(120);
    story.after(120);
    expect([story.standing.lifecycle, story.nextReview()]).toEqual(["lapsed", 185]);
    story.after(185);
    expect([story.standing.lifecycle, story.nextReview()]).toEqual(["lost", Number.POSITIVE_INFINITY]);
    expect(countsOf(story.learned)).toEqual({
      "lifecycle/first-time": 0,
      "lifecycle/lapsing": 0,
      "lifecycle/lapsed": 0,
      "lifecycle/lost": 1,
    });
    const stranger = aDraft({ activity: { firstSeen: MONDAY, lastSeen: MONDAY, sessions: 1 } }, "a:device");
    expect(nextReview(stranger, story.context, viewOf(stranger, story.context))).toBe(Number.POSITIVE_INFINITY);
  });
});

it("who goes away is counted nowhere", () => {
  const story = new Story(BUYERS);
  story.after(0, buys);
  leaveStanding(story.draft, story.learned);
  expect(new Set(Object.values(countsOf(story.learned)))).toEqual(new Set([0]));
  const nobody = new Ledger();
  leaveStanding(aDraft(), nobody);
  expect(countsOf(nobody)).toEqual({});
});

it("an order moves a customer in the population's histograms", () => {
  const learned = new Ledger();
  const before = rfmPointOf({ orders: 0, revenue: 0, lastOrder: 0 });
  const first = rfmPointOf({ orders: 1, revenue: 30, lastOrder: MONDAY });
  moveRfm(before, first, learned);
  moveRfm(first, first, learned);
  const second = rfmPointOf({ orders: 2, revenue: 90, lastOrder: MONDAY + 30 * DAY });
  moveRfm(first, second, learned);
  expect(Object.values(countsOf(learned)).sort()).toEqual([0, 0, 0, 1, 1, 1]);
  moveRfm(second, before, learned);
  expect(new Set(Object.values(countsOf(learned)))).toEqual(new Set([0]));
});
