import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttuneEvent } from "../../src/domain/event.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import type { Effect } from "../../src/domain/step.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { history } from "../harness/engine-arbitraries.js";
import { aChannel, anAction, anEngineContext, anEvent, aTimerEvent } from "../harness/engine-context.js";

const context = anEngineContext({
  channels: new Map([["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })]]),
  actions: [
    anAction(),
    anAction({ id: "second", waitMs: 3 * HOUR, coolDownMs: DAY, cancelOn: [] }),
    anAction({ id: "nudge", occasion: "browse-abandoned", waitMs: HOUR, cancelOn: ["purchase", "return"] }),
    anAction({ id: "thanks", occasion: "order-placed", waitMs: 0, cancelOn: [] }),
    anAction({ id: "review", occasion: "order-placed", waitMs: 2 * DAY, cancelOn: ["purchase"] }),
    anAction({ id: "tips", occasion: "order-placed", waitMs: 20 * MINUTE, cancelOn: ["return"] }),
  ],
});
const engine = createEngine(context);

interface End {
  readonly bytes: string;
  readonly effects: Effect[];
}

/** The events as they are; where `timers`, every timer comes through the log in its time, before the next event. */
function run(events: readonly AttuneEvent[], timers: boolean): End {
  let profile: Profile | undefined;
  const effects: Effect[] = [];
  const state = new Map<string, { kind: string; ref: string; due: number }>();
  const take = (event: AttuneEvent): void => {
    const result = engine.step(profile, event);
    profile = result.profile;
    effects.push(...result.effects);
    for (const { timer, due } of result.timers) {
      if (due === null) state.delete(`${timer.kind}/${timer.ref}`);
      else state.set(`${timer.kind}/${timer.ref}`, { kind: timer.kind, ref: timer.ref, due });
    }
  };
  for (const event of events) {
    for (let fired = 0; timers && fired < 100; fired++) {
      const next = [...state.values()].filter(({ due }) => due <= event.time).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      take(aTimerEvent(event.person, next.kind, next.ref, next.due));
    }
    take(event);
  }
  const end = profile === undefined ? "" : Buffer.from(engine.encode(profile)).toString("base64");
  return { bytes: end, effects };
}

describe("timers", () => {
  it("give the same bytes and decisions whether they came through the log or an event noticed them", () => {
    let messages = 0;
    fc.assert(
      fc.property(history({ late: false, maxLength: 40 }), (events) => {
        const last = events.at(-1)?.time ?? 0;
        const all = [
          ...events,
          anEvent({ type: "page", time: last + 10 * DAY }),
          anEvent({ type: "page", time: last + 20 * DAY }),
        ];
        const logged = run(all, true);
        expect(run(all, false)).toEqual(logged);
        messages += logged.effects.filter((effect) => effect.kind === "message").length;
      }),
      { numRuns: 300 },
    );
    expect(messages).toBeGreaterThan(100);
  });

  it("leave nothing behind: a plan and the state's timer always agree", () => {
    fc.assert(
      fc.property(history(), (events) => {
        let profile: Profile | undefined;
        const state = new Map<string, number>();
        for (const event of events) {
          const result = engine.step(profile, event);
          profile = result.profile;
          for (const { timer, due } of result.timers) {
            if (due === null) state.delete(`${timer.kind}/${timer.ref}`);
            else state.set(`${timer.kind}/${timer.ref}`, due);
          }
          const plans =
            profile?.read("plans").open.map((plan): [string, number] => [`${plan.kind}/${plan.ref}`, plan.due]) ?? [];
          expect([...state].sort()).toEqual(plans.sort());
        }
      }),
      { numRuns: 200 },
    );
  });
});
