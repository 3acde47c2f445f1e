import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SegmentEvent } from "../../src/domain/event.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { history, TRAPS } from "../harness/engine-arbitraries.js";
import { A_PARTITION, aTrack, anEngineContext, anEvent, MONDAY } from "../harness/engine-context.js";
import { everyOccasion, occasionHistory } from "../harness/occasion-arbitraries.js";

const engine = createEngine(anEngineContext());
const every = createEngine(everyOccasion());

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key]);
}

function apply(
  events: readonly SegmentEvent[],
  between: (profile: Profile) => Profile = (profile) => profile,
): Profile | undefined {
  let profile: Profile | undefined;
  for (const event of events) {
    const next = engine.step(profile, event, A_PARTITION).profile;
    profile = next === undefined ? undefined : between(next);
  }
  return profile;
}

const bytesOf = (profile: Profile | undefined) =>
  profile === undefined ? "" : Buffer.from(engine.encode(profile)).toString("base64");

describe("the engine is a pure function", () => {
  it.each([
    ["anything", engine, history({ maxLength: 30 })],
    ["every occasion", every, occasionHistory(30)],
  ] as const)(
    "gives the same result for the same input, and leaves profile and event as they were: %s",
    (_, engine, events) => {
      fc.assert(
        fc.property(events, (told) => {
          let profile: Profile | undefined;
          for (const event of told) {
            deepFreeze(event);
            const before = bytesOf(profile);
            const first = engine.step(profile, event, A_PARTITION);
            const second = engine.step(profile, event, A_PARTITION);
            expect({ ...second, profile: bytesOf(second.profile) }).toEqual({
              ...first,
              profile: bytesOf(first.profile),
            });
            expect(bytesOf(profile)).toBe(before);
            profile = first.profile;
          }
        }),
        { numRuns: 60 },
      );
    },
  );

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
