import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttuneEvent } from "../../src/domain/event.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { history, TRAPS } from "../harness/engine-arbitraries.js";
import { aTrack, anEngineContext, anEvent, MONDAY } from "../harness/engine-context.js";

const engine = createEngine(anEngineContext());

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key]);
}

function apply(
  events: readonly AttuneEvent[],
  between: (profile: Profile) => Profile = (profile) => profile,
): Profile | undefined {
  let profile: Profile | undefined;
  for (const event of events) {
    const next = engine.step(profile, event).profile;
    profile = next === undefined ? undefined : between(next);
  }
  return profile;
}

const bytesOf = (profile: Profile | undefined) =>
  profile === undefined ? "" : Buffer.from(engine.encode(profile)).toString("base64");

describe("the engine is a pure function", () => {
  it("gives the same result for the same input, and leaves profile and event as they were", () => {
    fc.assert(
      fc.property(history({ maxLength: 30 }), (events) => {
        let profile: Profile | undefined;
        for (const event of events) {
          deepFreeze(event);
          const before = bytesOf(profile);
          const first = engine.step(profile, event);
          const second = engine.step(profile, event);
          expect(second.effects).toEqual(first.effects);
          expect(second.timers).toEqual(first.timers);
          expect(bytesOf(second.profile)).toBe(bytesOf(first.profile));
          expect(bytesOf(profile)).toBe(before);
          profile = first.profile;
        }
      }),
      { numRuns: 100 },
    );
  });

  it("gives the same bytes whether a profile stayed in memory or was stored and loaded in between", () => {
    fc.assert(
      fc.property(history(), fc.nat(4), (events, every) => {
        let turn = 0;
        const stored = apply(events, (profile) =>
          turn++ % (every + 1) === 0 ? engine.decode(engine.encode(profile)) : profile,
        );
        expect(bytesOf(stored)).toBe(bytesOf(apply(events)));
      }),
      { numRuns: 200 },
    );
  });

  it("applies an event once, however often it comes while its id is remembered", () => {
    fc.assert(
      fc.property(history({ maxLength: 20 }), (events) => {
        expect(bytesOf(apply(events.flatMap((event) => [event, event])))).toBe(bytesOf(apply(events)));
      }),
      { numRuns: 100 },
    );
  });

  it("takes no harm from names that are traps for objects", () => {
    for (const trap of TRAPS) {
      const traits = JSON.parse(`{"${trap}": "x", "email": "a@example.com"}`);
      const profile = apply([
        anEvent({ type: "identify", traits }),
        aTrack("Product Added", MONDAY, {
          product_id: trap,
          category: trap,
          brand: trap,
          tags: [trap],
          name: trap,
          price: 1,
        }),
        aTrack("Order Completed", MONDAY + 1, { order_id: trap, products: [{ product_id: trap }] }),
        aTrack("Consent Granted", MONDAY + 2, { channel: trap }),
      ]) as Profile;
      expect(profile.read("interests").categories.keys).toEqual([trap]);
      expect(
        profile
          .read("traits")
          .map(({ key }) => key)
          .sort(),
      ).toEqual([trap, "email"].sort());
      expect(profile.read("orders")[0]?.items).toEqual([trap]);
      expect(profile.read("activity")).toMatchObject({ cartAdds: 1, orders: 1, revenue: 0 });
      expect(() => engine.describe(profile)).not.toThrow();
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)["email"]).toBeUndefined();
  });
});
