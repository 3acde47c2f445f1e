import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OCCASIONS } from "../../src/domain/action.js";
import type { SegmentEvent } from "../../src/domain/event.js";
import type { Effect } from "../../src/domain/step.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { history } from "../harness/engine-arbitraries.js";
import { aChannel, anAction, anEngineContext, anEvent } from "../harness/engine-context.js";
import { EngineStory } from "../harness/engine-story.js";
import { everyOccasion, occasionHistory } from "../harness/occasion-arbitraries.js";

const classic = anEngineContext({
  channels: new Map([["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })]]),
  actions: [
    anAction(),
    anAction({ id: "second", coolDownMs: DAY, trigger: { waitMs: 3 * HOUR, cancelOn: [] } }),
    anAction({
      id: "nudge",
      trigger: { occasion: "browse-abandoned", waitMs: HOUR, cancelOn: ["purchase", "return"] },
    }),
    anAction({ id: "thanks", trigger: { occasion: "order-placed", waitMs: 0, cancelOn: [] } }),
    anAction({ id: "review", trigger: { occasion: "order-placed", waitMs: 2 * DAY, cancelOn: ["purchase"] } }),
    anAction({ id: "tips", trigger: { occasion: "order-placed", waitMs: 20 * MINUTE, cancelOn: ["return"] } }),
  ],
});
const all = everyOccasion();

interface End {
  readonly bytes: string;
  readonly effects: Effect[];
  readonly statistics: Map<string, number>;
}

/** The events as they are; where `timers`, every timer comes through the log in its time, before the next event. */
function run(context: typeof all, events: readonly SegmentEvent[], timers: boolean): End {
  const story = new EngineStory(context);
  for (const event of events) {
    if (timers) story.advance(event.time);
    story.take(event);
  }
  const { engine, profile, effects } = story;
  const statistics = new Map<string, number>();
  for (const result of story.results) {
    for (const [group, keys] of result.statistics)
      for (const [key, by] of keys) statistics.set(`${group}/${key}`, (statistics.get(`${group}/${key}`) ?? 0) + by);
  }
  for (const [key, sum] of statistics) if (sum === 0) statistics.delete(key);
  return {
    bytes: profile === undefined ? "" : Buffer.from(engine.encode(profile)).toString("base64"),
    effects,
    statistics,
  };
}

function withLongPauses(events: readonly SegmentEvent[]): SegmentEvent[] {
  const last = events.at(-1)?.time ?? 0;
  return [...events, ...[10, 20].map((days) => anEvent({ type: "page", time: last + days * DAY }))];
}

describe("timers", () => {
  it.each([
    ["abandonments and orders", classic, history({ late: false, maxLength: 40 }), 120],
    ["every occasion", all, occasionHistory(), 120],
  ] as const)(
    "give the same bytes and decisions whether they came through the log or an event noticed them: %s",
    (_, context, events, runs) => {
      let messages = 0;
      const occasions = new Set<string>();
      fc.assert(
        fc.property(events, (told) => {
          const paused = withLongPauses(told);
          const logged = run(context, paused, true);
          expect(run(context, paused, false)).toEqual(logged);
          for (const effect of logged.effects) {
            if (effect.kind === "message") messages++;
            if (effect.kind === "decision") occasions.add(effect.decision.occasion);
          }
        }),
        { numRuns: runs },
      );
      expect(messages).toBeGreaterThan(100);
      if (context === all) expect([...occasions].sort()).toEqual([...OCCASIONS].sort());
    },
  );

  it.each([
    ["abandonments and orders", classic, history()],
    ["every occasion", all, occasionHistory()],
  ] as const)(
    "leave nothing behind: a plan and the state's timer always agree, and their number is bounded: %s",
    (_, context, events) => {
      fc.assert(
        fc.property(events, (told) => {
          const story = new EngineStory(context);
          for (const event of told) {
            story.take(event);
            const plans = story.plans().map((plan): [string, number] => [`${plan.kind}/${plan.ref}`, plan.due]);
            expect([...story.timers].map(([id, timer]) => [id, timer.due]).sort()).toEqual(plans.sort());
            expect(plans.length).toBeLessThanOrEqual(context.limits.plans);
            for (const [id] of plans) expect(id).toMatch(/^[a-z-]+\/[a-z0-9-]*$/);
            const steps = story.plans("step").map((plan) => plan.ref);
            expect(
              story.profile
                ?.read("escalations")
                .map(({ action }) => action)
                .sort(),
            ).toEqual(steps.sort());
          }
        }),
        { numRuns: 100 },
      );
    },
  );

  it("say a message at an hour that was chosen once, and the decision that chose it is named", () => {
    let named = 0;
    fc.assert(
      fc.property(occasionHistory(), (told) => {
        const story = new EngineStory(all).take(...withLongPauses(told));
        const choosing = new Map<string, number>();
        for (const { id, timing, timedBy, outcome, time } of story.decisions) {
          if (timing !== undefined && outcome === "held") choosing.set(id, 0);
          if (timing !== undefined && outcome === "message") expect(timing.at).toBeLessThanOrEqual(time);
          if (timedBy === undefined) continue;
          expect(timing).toBeUndefined();
          expect(choosing.has(timedBy)).toBe(true);
          if (outcome === "message") choosing.set(timedBy, (choosing.get(timedBy) ?? 0) + 1);
          named++;
        }
        for (const messages of choosing.values()) expect(messages).toBeLessThanOrEqual(1);
      }),
      { numRuns: 250 },
    );
    expect(named).toBeGreaterThan(15);
  });
});
