import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action } from "../../src/domain/action.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { Decision } from "../../src/domain/decision.js";
import type { PersonEvent } from "../../src/domain/event.js";
import { CHANNELS, type Channel } from "../../src/domain/message.js";
import { knownPerson } from "../../src/domain/person.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { explain, type FlipReport, type Scene } from "../../src/explain/index.js";
import { rerun } from "../../src/explain/scene.js";
import {
  A_PARTITION,
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aRule,
  aTrack,
  aTreatment,
  MONDAY,
  someWords,
} from "../harness/engine-context.js";

/** Everything that an explanation claims is what the engine does: it was run, and is run here once more. */

const ADA = knownPerson("ada");
const channels: fc.Arbitrary<Channel> = fc.constantFrom(...CHANNELS);

const actions: fc.Arbitrary<Action[]> = fc
  .array(
    fc.record({
      channels: fc.uniqueArray(channels, { minLength: 1, maxLength: 3 }),
      value: fc.integer({ min: 1, max: 50 }),
      minimumValue: fc.constantFrom(0, 0, 100),
      coolDownMs: fc.constantFrom(0, 0, DAY),
      rule: fc.constantFrom(undefined, undefined, "of-age"),
      needsName: fc.boolean(),
      group: fc.constantFrom("a", "b"),
      topic: fc.constantFrom("shop", "news"),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ minimumValue, rule, needsName, channels: on, ...one }, i) =>
      anAction({
        ...one,
        id: `action-${i}`,
        trigger: { occasion: "order-placed", waitMs: 0, cancelOn: [], minimumValue },
        policy: {
          eligibility: rule === undefined ? [] : [aRule(rule, ({ person }) => person.traits.get("adult") === true)],
          applicability: [],
          suitability: [],
        },
        treatments: on.map((channel) =>
          aTreatment(channel, { copy: [someWords(...(needsName ? ["person.firstName"] : []))] }),
        ),
      }),
    ),
  );

const contexts: fc.Arbitrary<EngineContext> = fc
  .record({
    actions,
    consent: fc.constantFrom("required", "implied", "implied"),
    cap: fc.constantFrom(1, 5),
    gamma: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 20),
    leavingCost: fc.constantFrom(0, 0, 2_000),
    address: fc.boolean(),
  })
  .map(({ actions: all, consent, cap, gamma, leavingCost, address }) => {
    const plain = anEngineContext();
    return anEngineContext({
      actions: all,
      channels: new Map(
        CHANNELS.map((channel) => [
          channel,
          aChannel(channel, {
            consent,
            cap: { count: cap, windowMs: 7 * DAY },
            ...(address && channel === "email" ? { addressTrait: "email" } : {}),
          }),
        ]),
      ),
      arbitration: { ...plain.arbitration, gamma, leavingCost },
    });
  });

const histories: fc.Arbitrary<PersonEvent[]> = fc
  .record({
    traits: fc.record({
      email: fc.constantFrom("ada@example.com", ""),
      firstName: fc.constantFrom("Ada", ""),
      adult: fc.boolean(),
    }),
    consents: fc.array(fc.tuple(channels, fc.boolean()), { maxLength: 3 }),
    earlier: fc.integer({ min: 0, max: 2 }),
    serviceOpen: fc.boolean(),
    refusesNews: fc.boolean(),
  })
  .map(({ traits, consents, earlier, serviceOpen, refusesNews }) => {
    const events: PersonEvent[] = [
      anEvent({ type: "identify", traits, time: MONDAY }),
      anEvent({ type: "identify", traits: { consent: Object.fromEntries(consents) }, time: MONDAY + 1 }),
    ];
    if (refusesNews) events.push(aTrack("Preferences Updated", MONDAY + 2, { refused_topics: ["news"] }));
    if (serviceOpen) events.push(aTrack("Service Case Opened", MONDAY + 3, {}));
    for (let i = 0; i <= earlier; i++) {
      events.push(
        aTrack("Order Completed", MONDAY + (i + 1) * HOUR, {
          order_id: `o-${i}`,
          total: 40,
          products: [{ product_id: `p-${i}` }],
        }),
      );
    }
    return events;
  });

/** Applies a history and gives every decision's scene. */
function scenesOf(events: readonly PersonEvent[], context: EngineContext): { scene: Scene; decision: Decision }[] {
  const engine = createEngine(context);
  const scenes: { scene: Scene; decision: Decision }[] = [];
  let profile: Profile | undefined;
  for (const event of events) {
    const result = engine.step(profile, event, A_PARTITION);
    for (const effect of result.effects) {
      if (effect.kind !== "decision") continue;
      const { decision } = effect;
      scenes.push({ scene: { person: ADA, profile, event, context, decision: decision.id }, decision });
    }
    profile = result.profile;
  }
  return scenes;
}

function holds(scene: Scene, decision: Decision, flip: FlipReport): void {
  const changed = rerun(scene, flip.changes);
  expect(changed?.winner ?? null).toBe(flip.winner);
  expect(changed?.winner).not.toBe(decision.winner);
  for (const change of flip.changes) {
    const fewer = flip.changes.filter((one) => one !== change);
    if (fewer.length > 0) expect(rerun(scene, fewer)?.winner ?? null).not.toBe(flip.winner);
  }
}

describe("explanations", () => {
  it("name only what really flips the decision, and nothing in it that isn't needed", () => {
    let flips = 0;
    fc.assert(
      fc.property(contexts, histories, (context, events) => {
        for (const { scene, decision } of scenesOf(events, context)) {
          const { flip, reproduced } = explain(scene, decision);
          expect(reproduced).toBe(true);
          if (flip === null) continue;
          flips++;
          holds(scene, decision, flip);
        }
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(flips).toBeGreaterThan(100);
  });

  it("tell of each losing candidate what would have made it win, and it does", () => {
    let answered = 0;
    let asked = 0;
    fc.assert(
      fc.property(contexts, histories, (context, events) => {
        for (const { scene, decision } of scenesOf(events, context)) {
          for (const { action, treatment } of decision.candidates) {
            const name = `${action}/${treatment}`;
            if (name === decision.winner) continue;
            asked++;
            const flip = explain(scene, decision, name).whyNot?.flip ?? null;
            if (flip === null) continue;
            answered++;
            expect(flip.winner).toBe(name);
            expect(rerun(scene, flip.changes)?.winner).toBe(name);
          }
        }
      }),
      { numRuns: 60, seed: 5 },
    );
    // What is asked can nearly always be answered.
    expect(answered / asked).toBeGreaterThan(0.8);
  });
});
