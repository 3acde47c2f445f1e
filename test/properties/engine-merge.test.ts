import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inForce, verifyLedger } from "../../src/domain/consent.js";
import type { MergeEvent, SegmentEvent } from "../../src/domain/event.js";
import { CHANNELS } from "../../src/domain/message.js";
import type { PersonKey } from "../../src/domain/person.js";
import type { Activity } from "../../src/domain/profile.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import { history } from "../harness/engine-arbitraries.js";
import { A_PARTITION, anEngineContext, MONDAY } from "../harness/engine-context.js";

const engine = createEngine(anEngineContext());

function profileOf(events: readonly SegmentEvent[], person: PersonKey): Profile {
  let profile: Profile | undefined;
  for (const event of events) profile = engine.step(profile, { ...event, person, hops: 0 }, A_PARTITION).profile;
  return profile as Profile;
}

let merges = 0;

function merged(into: Profile, from: Profile): Profile {
  const time = Math.max(into.read("activity").clock, from.read("activity").clock);
  const event: MergeEvent = {
    type: "merge",
    id: `merge-content/${++merges}`,
    person: "u:ada",
    into: "u:ada",
    from: "a:x",
    time,
    hops: 0,
    content: engine.encode(from),
  };
  return engine.step(into, event, A_PARTITION).profile as Profile;
}

/** Without the plans: what a timer does depends on the time of the merge. */
const quiet = history({ maxLength: 25 }).map((events) => events.map((event) => ({ ...event, history: true })));

const COUNTERS = [
  "events",
  "views",
  "searches",
  "cartAdds",
  "cartRemovals",
  "saves",
  "orders",
] as const satisfies readonly (keyof Activity)[];

describe("merging two profiles", () => {
  it("adds the counters, whoever gives and whoever receives", () => {
    fc.assert(
      fc.property(quiet, quiet, (first, second) => {
        const [a, b] = [profileOf(first, "u:ada"), profileOf(second, "a:x")];
        const [ab, ba] = [merged(a, b).read("activity"), merged(b, a).read("activity")];
        for (const counter of COUNTERS) {
          expect(ab[counter]).toBe(a.read("activity")[counter] + b.read("activity")[counter]);
          expect(ba[counter]).toBe(ab[counter]);
        }
        expect(ba).toMatchObject({
          clock: ab.clock,
          firstSeen: ab.firstSeen,
          lastSeen: ab.lastSeen,
          firstOrder: ab.firstOrder,
          lastOrder: ab.lastOrder,
          sessions: ab.sessions,
          sessionStart: ab.sessionStart,
          sessionViews: ab.sessionViews,
        });
        for (const decayed of ["recentViews", "recentCarts", "recentSaves", "recentOrders"] as const) {
          expect(ba[decayed]).toBeCloseTo(ab[decayed], 9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never loosens consent: refused by either is refused, agreed by either is no more than agreed", () => {
    fc.assert(
      fc.property(quiet, quiet, (first, second) => {
        const [a, b] = [profileOf(first, "u:ada"), profileOf(second, "a:x")];
        const both = [merged(a, b), merged(b, a)];
        for (const purpose of ["marketing", "health", "constructor", "x"]) {
          for (const channel of CHANNELS) {
            const stateOf = (profile: Profile) => inForce(profile.read("consent"), purpose, channel, MONDAY).state;
            const states = [stateOf(a), stateOf(b)];
            for (const profile of both) {
              if (states.includes("denied")) expect(stateOf(profile)).toBe("denied");
              if (stateOf(profile) === "granted") expect(states).toContain("granted");
            }
          }
        }
        for (const profile of both) expect(verifyLedger(profile.read("consent"))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("adds points and keeps the stricter preferences, whoever gives and whoever receives", () => {
    fc.assert(
      fc.property(quiet, quiet, (first, second) => {
        const [a, b] = [profileOf(first, "u:ada"), profileOf(second, "a:x")];
        const [ab, ba] = [merged(a, b), merged(b, a)];
        const sum = a.read("loyalty").balance + b.read("loyalty").balance;
        for (const profile of [ab, ba]) {
          const { balance, lots } = profile.read("loyalty");
          expect(balance).toBeCloseTo(sum, 1);
          expect(lots.reduce((points, lot) => points + lot.points, 0)).toBeCloseTo(sum, 1);
          const { pausedUntil, refusedTopics } = profile.read("preferences");
          for (const side of [a, b]) {
            expect(pausedUntil).toBeGreaterThanOrEqual(side.read("preferences").pausedUntil);
            expect(refusedTopics.length).toBeGreaterThanOrEqual(side.read("preferences").refusedTopics.length);
          }
        }
        const { at, from, until } = ab.read("preferences");
        if (a.read("preferences").at !== b.read("preferences").at)
          expect(ba.read("preferences")).toMatchObject({ at, from, until });
      }),
      { numRuns: 100 },
    );
  });

  it("keeps every bound, and every contact that a cap is counted from", () => {
    const { limits } = anEngineContext();
    fc.assert(
      fc.property(history({ maxLength: 40 }), history({ maxLength: 40 }), (first, second) => {
        const [a, b] = [profileOf(first, "u:ada"), profileOf(second, "a:x")];
        const both = merged(a, b);
        expect(both.read("items").length).toBeLessThanOrEqual(limits.recentItems);
        expect(both.read("traits").length).toBeLessThanOrEqual(limits.traits);
        expect(both.read("seen").length).toBeLessThanOrEqual(limits.seenIds);
        expect(both.read("cart").lines.length).toBeLessThanOrEqual(limits.cartLines);
        expect(both.read("consent").entries.length).toBeLessThanOrEqual(limits.consents);
        expect(both.read("loyalty").lots.length).toBeLessThanOrEqual(limits.pointLots);
        expect(both.read("plans").open.length).toBeLessThanOrEqual(limits.plans);
        const kept = both.read("contacts").map((contact) => contact.message);
        for (const { message } of [...a.read("contacts"), ...b.read("contacts")]
          .toSorted((x, y) => y.time - x.time)
          .slice(0, 3)) {
          expect(kept).toContain(message);
        }
      }),
      { numRuns: 100 },
    );
  });
});
