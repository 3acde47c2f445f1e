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
  aGuardRule,
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
      uses: fc.constantFrom([], [], ["trait.adult"], ["segment.parents"]),
      coupon: fc.constantFrom(undefined, undefined, "few"),
      topic: fc.constantFrom("shop", "news"),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ minimumValue, rule, needsName, uses, coupon, channels: on, ...one }, i) =>
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
          aTreatment(channel, {
            uses,
            ...(coupon === undefined ? {} : { coupon }),
            copy: [{ ...someWords(...(needsName ? ["person.firstName"] : [])), generic: false }],
          }),
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
    strict: fc.boolean(),
  })
  .map(({ actions: all, consent, cap, gamma, leavingCost, address, strict }) => {
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
      coupons: new Map([["few", { id: "few", kind: "list", codes: ["ONE", "TWO"], validMs: DAY }]]),
      guard: strict
        ? {
            ...plain.guard,
            facts: new Map([
              ["trait.adult", "special"],
              ["segment.parents", "special"],
            ]),
            rules: new Map([
              ...plain.guard.rules,
              ["special", aGuardRule({ provenance: ["declared"], audiences: ["private"], purpose: "health" })],
            ]),
          }
        : plain.guard,
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
    evenings: fc.boolean(),
  })
  .map(({ traits, consents, earlier, serviceOpen, refusesNews, evenings }) => {
    const events: PersonEvent[] = [
      anEvent({ type: "identify", traits, time: MONDAY }),
      anEvent({ type: "identify", traits: { consent: Object.fromEntries(consents) }, time: MONDAY + 1 }),
    ];
    if (refusesNews) events.push(aTrack("Preferences Updated", MONDAY + 2, { refused_topics: ["news"] }));
    if (evenings) events.push(aTrack("Preferences Updated", MONDAY + 2, { hours: { from: "18:00", to: "21:00" } }));
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
  let given = 0;
  for (const event of events) {
    const result = engine.step(profile, event, { ...A_PARTITION, statistic: () => given });
    given += result.statistics.get("coupons")?.get("few") ?? 0;
    for (const effect of result.effects) {
      if (effect.kind !== "decision") continue;
      const { decision } = effect;
      const usedUp = new Set(decision.candidates.some(({ code }) => code === "coupon.none-left") ? ["few"] : []);
      scenes.push({ scene: { person: ADA, profile, event, context, decision: decision.id, usedUp }, decision });
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
    let decisions = 0;
    let flips = 0;
    fc.assert(
      fc.property(contexts, histories, (context, events) => {
        for (const { scene, decision } of scenesOf(events, context)) {
          const { flip, reproduced } = explain(scene, decision);
          // Which code it was is not part of a scene.
          if (
            !decision.candidates.some(({ action }) =>
              context.actions.some(({ id, treatments }) => id === action && treatments[0]?.coupon),
            )
          )
            expect(reproduced).toBe(true);
          decisions++;
          if (flip === null) continue;
          flips++;
          holds(scene, decision, flip);
        }
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(flips).toBeGreaterThan(100);
    expect(flips / decisions).toBeGreaterThan(0.95);
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
