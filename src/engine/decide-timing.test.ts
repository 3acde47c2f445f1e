import { describe, expect, it } from "vitest";
import { aPerson } from "../../test/harness/decide-once.js";
import {
  type ActionOverrides,
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aTimingPolicy,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import { cellOf } from "../domain/arm-features.js";
import type { EngineContext } from "../domain/context.js";
import { CHANNELS } from "../domain/message.js";
import { NO_POPULATION } from "../domain/population.js";
import { DAY, HOUR, MINUTE } from "../domain/time.js";
import { hourKey, HOURS_OF_WEEK, type TimingPolicy } from "../domain/timing.js";
import { aView } from "../../test/harness/draft-of.js";

/** It is Monday, 10:00; this person reads mail at 18:00. */
const EVENING = MONDAY + 8 * HOUR;
const best = { mode: "best", withinMs: DAY, delayCost: 0 } as const;
const ask = (time: number) => aTrack("Quote Asked", time, { products: [{ product_id: "p1" }] });
const quote = (overrides: ActionOverrides = {}) =>
  anAction({
    id: "quote",
    timing: best,
    validityMs: 3 * DAY,
    ...overrides,
    trigger: { occasion: "event", of: ["Quote Asked"], waitMs: 0, cancelOn: [], ...overrides.trigger },
  });

function contextOf(
  overrides: ActionOverrides = {},
  timing: Partial<TimingPolicy> = {},
  others: Partial<EngineContext> = {},
) {
  return anEngineContext({ actions: [quote(overrides)], timing: aTimingPolicy(timing), ...others });
}

/** Who clicked on mail at 18:00 on each day of many weeks. */
function readsInTheEvening(context: EngineContext): EngineStory {
  const story = new EngineStory(context);
  for (let day = 60; day > 0; day--)
    story.take(aTrack("Email Link Clicked", EVENING - day * DAY, { link: `https://shop.test/${day}` }));
  return story;
}

function asked(
  overrides: ActionOverrides = {},
  timing: Partial<TimingPolicy> = {},
  others: Partial<EngineContext> = {},
) {
  return readsInTheEvening(contextOf(overrides, timing, others)).take(ask(MONDAY));
}

describe("a message that had better be said later", () => {
  it("waits for its hour, and is said then", () => {
    const told = asked();
    expect(told.messages).toEqual([]);
    expect(told.decisions).toMatchObject([
      {
        outcome: "held",
        reason: "held.better-time",
        winner: "quote/by-email",
        until: EVENING,
        candidates: [{ stage: "arbitration", code: "held.better-time" }],
        timing: { mode: "best", at: EVENING, probability: 1, zone: "UTC", zoneSource: "unknown" },
      },
    ]);
    const [first] = told.decisions;
    const timing = first?.timing;
    expect(timing?.evidence).toBeGreaterThan(0.5);
    expect(timing?.best).toHaveLength(3);
    expect(timing?.best[0]).toMatchObject({ at: EVENING });
    expect(timing?.best[0]?.rate).toBeGreaterThan(2);
    expect(told.plans()).toMatchObject([{ kind: "timed", due: EVENING, items: ["p1"], timedBy: first?.id }]);
    told.advance(EVENING);
    expect(told.messages).toMatchObject([{ time: EVENING, items: ["p1"], openedAt: MONDAY }]);
    expect(told.decisions.at(-1)?.timing).toBeUndefined();
    expect(told.decisions.at(-1)?.timedBy).toBe(first?.id);
    expect(told.plans()).toEqual([]);
    expect(told.statistic("coverage", "quote.considered")).toBe(1);
  });

  it("is said now without evidence, and where its occasion fades or waiting costs too much", () => {
    expect(new EngineStory(contextOf()).take(ask(MONDAY)).messages).toMatchObject([{ time: MONDAY }]);
    expect(asked({ relevanceHalfLifeMs: HOUR }).messages).toMatchObject([{ time: MONDAY }]);
    expect(asked({ timing: { ...best, delayCost: 100 } }).messages).toMatchObject([{ time: MONDAY }]);
    const { decisions } = asked({ relevanceHalfLifeMs: HOUR });
    expect(decisions).toMatchObject([{ outcome: "message", timing: { mode: "now", at: MONDAY } }]);
  });

  it("does not wait longer than it may, nor beyond its deadline", () => {
    for (const overrides of [{ timing: { ...best, withinMs: 7 * HOUR } }, { validityMs: 7 * HOUR }]) {
      const [message] = asked(overrides).advance(EVENING + DAY).messages;
      expect(message?.time).toBeGreaterThanOrEqual(MONDAY);
      expect(message?.time).toBeLessThan(MONDAY + 7 * HOUR);
    }
    expect(asked({ timing: { ...best, withinMs: HOUR } }).messages).toMatchObject([{ time: MONDAY }]);
  });

  it("does not wait where somebody is there, on the site, asked for it, or is owed it", () => {
    for (const overrides of [
      { timing: { ...best, mode: "now" as const } },
      { class: "transactional" as const },
      { treatments: [aTreatment("onsite")] },
    ]) {
      const told = asked(overrides);
      expect(told.messages).toMatchObject([{ time: MONDAY }]);
      expect(told.decisions[0]?.timing).toBeUndefined();
    }
    const slot = asked({ trigger: { occasion: "visit", of: [] } });
    expect(slot.messages.length).toBeGreaterThan(0);
    expect(slot.plans("timed")).toEqual([]);
  });

  it("competes anew with what has come up meanwhile, and is taken back by a purchase", () => {
    const story = asked({ trigger: { cancelOn: ["purchase"] } });
    story.take(aTrack("Order Completed", MONDAY + HOUR, { order_id: "o1", products: [{ product_id: "x" }] }));
    expect(story.plans("timed")).toEqual([]);
    const capped = asked({ coolDownMs: DAY });
    capped.take(ask(MONDAY + HOUR));
    expect(capped.plans()).toMatchObject([{ kind: "timed", due: EVENING, openedAt: MONDAY + HOUR }]);
    expect(capped.advance(EVENING + DAY).messages).toHaveLength(1);
  });

  it("has its hour chosen once: held again it is said as soon as it may be", () => {
    const told = asked();
    const [first] = told.decisions;
    told.take(aTrack("Preferences Updated", MONDAY + HOUR, { hours: { from: "07:00", to: "17:00" } }));
    const MORNING = MONDAY + 21 * HOUR;
    told.advance(EVENING);
    expect(told.decisions.at(-1)).toMatchObject({ reason: "held.until", until: MORNING, timedBy: first?.id });
    expect(told.plans()).toMatchObject([{ kind: "timed", due: MORNING, timedBy: first?.id }]);
    told.advance(MORNING);
    expect(told.messages).toMatchObject([{ time: MORNING }]);
    expect(told.decisions.at(-1)).toMatchObject({ outcome: "message", timedBy: first?.id });
    expect(told.decisions.filter(({ timing }) => timing !== undefined)).toHaveLength(1);
  });

  it("has its hour chosen once: the same moment again waits for that too", () => {
    const told = asked({ validityMs: 3 * DAY });
    const [first] = told.decisions;
    told.take(
      ask(MONDAY + HOUR),
      aTrack("Preferences Updated", MONDAY + 2 * HOUR, { hours: { from: "17:00", to: "23:00" } }),
    );
    expect(told.decisions[1]).toMatchObject({ reason: "held.better-time", until: EVENING, timedBy: first?.id });
    told.take(ask(MONDAY + 3 * HOUR));
    expect(told.decisions[2]).toMatchObject({ reason: "held.until", until: EVENING, timedBy: first?.id });
    expect(told.plans()).toMatchObject([{ kind: "timed", due: EVENING, openedAt: MONDAY + 3 * HOUR }]);
    expect(told.advance(EVENING + DAY).messages).toMatchObject([{ time: EVENING }]);
    expect(told.decisions.filter(({ timing }) => timing !== undefined)).toHaveLength(1);
  });

  it("is said now where there is no room to wait, and where chance decides what is said", () => {
    const { limits } = anEngineContext();
    for (const others of [{ limits: { ...limits, plans: 0 } }, { control: { share: 1, salt: "control" } }]) {
      const story = readsInTheEvening(contextOf({}, {}, others));
      for (let n = 0; n < 8; n++) story.take(ask(MONDAY + n * MINUTE));
      expect(story.messages.length).toBeGreaterThan(0);
      expect(story.decisions.filter(({ timing, outcome }) => timing !== undefined || outcome === "held")).toEqual([]);
    }
  });

  it("is said once: what is said at the same moment before its hour ends the wait", () => {
    const told = asked();
    expect(told.plans("timed")).toHaveLength(1);
    // Her habit is forgotten: now is as good as any hour.
    const { engine } = told;
    told.profile = engine.decode(engine.encode(told.profile as NonNullable<typeof told.profile>));
    const later = new EngineStory(contextOf({ timing: { ...best, mode: "now" } }));
    later.profile = told.profile;
    for (const [id, timer] of told.timers) later.timers.set(id, timer);
    later.take(ask(MONDAY + HOUR)).advance(EVENING + DAY);
    expect(later.messages).toMatchObject([{ time: MONDAY + HOUR }]);
    expect(later.plans()).toEqual([]);
  });

  it("waits for the end of quiet hours first, and chooses then", () => {
    const quietHours = { from: 12 * 60, until: 15 * 60 };
    const channels = new Map([["email", aChannel("email", { quietHours })]] as const);
    const open = { unknownZone: { from: 0, until: 0 } };
    const told = readsInTheEvening(contextOf({}, open, { channels })).take(ask(MONDAY + 3 * HOUR));
    expect(told.decisions).toMatchObject([{ outcome: "held", reason: "held.until", until: MONDAY + 5 * HOUR }]);
    told.advance(MONDAY + 5 * HOUR);
    expect(told.decisions.at(-1)).toMatchObject({ reason: "held.better-time", until: EVENING });
    expect(told.advance(DAY + EVENING).messages).toMatchObject([{ time: EVENING }]);
  });

  it("is a step of an escalation too, once", () => {
    const told = asked({
      timing: { ...best, withinMs: 12 * HOUR },
      goal: { event: "Quote Accepted", windowMs: 9 * DAY },
      steps: [{ afterMs: 15 * HOUR, atNextVisit: false, treatments: [aTreatment("email", { id: "more" })] }],
    });
    told.advance(MONDAY + 9 * DAY);
    expect(told.messages.map(({ step, time }) => [step, time])).toEqual([
      [0, EVENING],
      [1, EVENING + DAY],
    ]);
    expect(told.decisions.map(({ reason }) => reason)).toEqual([
      "held.better-time",
      "ok.chosen",
      "held.better-time",
      "ok.chosen",
    ]);
  });

  it("is no step that is said at a visit, and a step is said within its goal's window", () => {
    const ladder = (atNextVisit: boolean, windowMs: number) =>
      asked({
        timing: { ...best, withinMs: 12 * HOUR },
        goal: { event: "Quote Accepted", windowMs },
        steps: [{ afterMs: 15 * HOUR, atNextVisit, treatments: [aTreatment("email", { id: "more" })] }],
      });
    const back = EVENING + DAY - 8 * HOUR;
    const visited = ladder(true, 9 * DAY).advance(EVENING + 15 * HOUR);
    visited.take(anEvent({ type: "page", time: back })).advance(MONDAY + 9 * DAY);
    expect(visited.messages.map(({ step, time }) => [step, time])).toEqual([
      [0, EVENING],
      [1, back],
    ]);
    const short = ladder(false, 8 * HOUR).advance(MONDAY + 9 * DAY);
    expect(short.messages).toHaveLength(2);
    expect(short.messages[1]?.time).toBeLessThan(EVENING + 23 * HOUR);
  });

  it("explores, and says how likely that was; people have moments of their own within the hour", () => {
    const times = Array.from({ length: 60 }, (_, n) => {
      const someone = aPerson(contextOf({}, { exploration: 0.5, spreadMs: 30 * MINUTE }), `u:${n}`);
      someone.edit((draft) => {
        const key = hourKey(CHANNELS.indexOf("email"), 18);
        Object.assign(draft.write("attention"), { at: MONDAY, keys: [key], responses: [60], exposures: [0] });
      });
      return someone.decide({ occasion: "event", subject: "Quote Asked", openedAt: MONDAY }).decision.timing;
    });
    const drawn = times.filter((timing) => timing?.mode === "explore");
    expect(drawn.length).toBeGreaterThan(10);
    for (const timing of drawn) expect(timing?.probability).toBeCloseTo(0.5 / 24, 2);
    const chosen = times.filter((timing) => timing?.mode === "best").map((timing) => timing?.at ?? 0);
    expect(new Set(chosen).size).toBeGreaterThan(10);
    for (const at of chosen) expect(Math.floor(at / HOUR)).toBe(EVENING / HOUR);
  });

  it("is said when look-alikes answer, where nothing is known of the person", () => {
    const evenings = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => (hour % 24 === 18 ? 500 : 1));
    const hours = new Map([
      [`email@UTC/${cellOf(aView())}`, { responses: evenings, exposures: evenings.map(() => 0) }],
    ]);
    const someone = aPerson({ ...contextOf(), population: { ...NO_POPULATION, hours } });
    const { decision } = someone.decide({ occasion: "event", subject: "Quote Asked", openedAt: MONDAY });
    expect(decision.timing).toMatchObject({ mode: "best", at: EVENING, evidence: 0 });
  });
});
