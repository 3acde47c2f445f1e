import fc from "fast-check";
import { expect, it } from "vitest";
import { compileCel } from "../../src/config/cel.js";
import type { Segment } from "../../src/domain/segment.js";
import type { SegmentEvent } from "../../src/domain/event.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { advanceClock } from "../../src/engine/features/activity.js";
import { applyFeatures } from "../../src/engine/features/apply.js";
import { Draft } from "../../src/engine/profile/draft.js";
import { EMPTY_PROFILE } from "../../src/engine/profile/stored-profile.js";
import { leaveStanding, nextReview, updateStanding } from "../../src/engine/segments/index.js";
import { viewOf } from "../../src/engine/view/view-of.js";
import { anEngineContext, anEvent, aTrack, MONDAY } from "../harness/engine-context.js";
import { Ledger } from "../harness/ledger.js";

/** What is remembered between events, and looked at again only when it must be, is what a look from scratch finds at any moment. */

const SEGMENTS: Segment[] = [
  "orders.count >= 2",
  "orders.daysSinceLast > 3",
  "orders.count > 0 && orders.daysSinceLast <= 7.5",
  "activity.daysSinceSeen >= 2 && activity.views > 2",
  "!(activity.daysSinceFirst < 10) || person.traits.vip == true",
  'person.traits.city == "Paris"',
  '"shoes" in interests.categories && interests.categories.shoes > 0.5',
  "cart.value > 40",
  'cart.items.exists(i, i == "p1")',
  "saved.count > 0",
  'value.tier == "high"',
  "value.rising",
  '"hats" in viewed.categories && orders.count == 0',
  "responses.daysSinceOpen < 4 || responses.openRate > 0.5",
  "rfm.monetary >= 3",
  '"marketing/email" in consent.denied',
  "standing.serviceOpen",
  "has(person.traits.vip) ? person.known : orders.revenue > 100",
].map((source, i) => ({ id: `s${i}`, persona: false, holdMs: 0, when: compileCel(source) }));

const CONTEXT = anEngineContext({ segments: SEGMENTS });

const product = fc.record({
  product_id: fc.constantFrom("p1", "p2", "p3"),
  category: fc.constantFrom("shoes", "hats"),
  price: fc.constantFrom(10, 50, 100),
});
type Told = Pick<SegmentEvent, "type" | "name" | "properties" | "traits">;
const track = (name: string, properties: SegmentEvent["properties"]): Told => ({
  type: "track",
  name,
  properties,
  traits: {},
});

const told: fc.Arbitrary<Told> = fc.oneof(
  product.chain((item) =>
    fc
      .constantFrom(
        "Product Viewed",
        "Product Added",
        "Product Removed",
        "Product Added to Wishlist",
        "Product Removed from Wishlist",
      )
      .map((name) => track(name, item)),
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 9_999 }), fc.constantFrom(20, 60, 200), product)
    .map(([id, revenue, item]) => track("Order Completed", { order_id: `o${id}`, revenue, products: [item] })),
  fc
    .constantFrom("Email Delivered", "Email Opened", "Unsubscribed", "Service Case Opened", "Service Case Closed")
    .map((name) => track(name, { channel: "email" })),
  fc
    .record({ vip: fc.constantFrom(true, false, null), city: fc.constantFrom("Paris", "Rome") }, { requiredKeys: [] })
    .map((traits): Told => ({ type: "identify", name: "", properties: {}, traits: { ...traits } })),
);

/** Hours from one event to the next: most of them in one visit, where a condition isn't asked without need. */
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0.1) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 * 24 }) },
);
const story = fc.array(fc.tuple(gap, told), { minLength: 1, maxLength: 40, size: "max" });

function fromScratch(draft: Draft): string[] {
  const view = viewOf(draft, CONTEXT);
  return SEGMENTS.filter(({ when }) => when.holds(view)).map(({ id }) => id);
}

it("segments are what a look from scratch finds, after every event and at every moment between", () => {
  fc.assert(
    fc.property(story, (events) => {
      let profile = EMPTY_PROFILE;
      let review = Number.POSITIVE_INFINITY;
      let clock = MONDAY;
      const out = new Ledger();
      const step = (time: number, tell: (draft: Draft) => void, everything: boolean): void => {
        const draft = new Draft(profile, "u:ada");
        tell(draft);
        updateStanding(draft, CONTEXT, viewOf(draft, CONTEXT), out, everything);
        review = nextReview(draft, CONTEXT, viewOf(draft, CONTEXT));
        expect(review).toBeGreaterThan(time);
        expect({ time, segments: draft.read("standing").segments }).toEqual({ time, segments: fromScratch(draft) });
        profile = draft.finish();
      };
      const runReviews = (until: number): void => {
        while (review <= until) {
          const due = review;
          step(due, (draft) => advanceClock(draft.write("activity"), due, CONTEXT), true);
        }
      };
      /** Time alone: every review that is due, and then a look in between. */
      const wait = (until: number): void => {
        runReviews(until);
        const probe = new Draft(profile, "u:ada");
        advanceClock(probe.write("activity"), until, CONTEXT);
        expect({ until, segments: probe.read("standing").segments }).toEqual({ until, segments: fromScratch(probe) });
        probe.discard();
      };
      for (const [hours, event] of events) {
        // Half an hour off: never at the very millisecond of a crossing.
        if (hours >= 1 && profile !== EMPTY_PROFILE) wait(clock + hours * HOUR - HOUR / 2);
        // And a little more each time, so that no event is at the very millisecond of one either: it is noticed at the next.
        clock += Math.round(hours * HOUR) + 7;
        if (profile !== EMPTY_PROFILE) runReviews(clock);
        const base = event.type === "identify" ? anEvent(event) : aTrack(event.name, clock, event.properties);
        step(clock, (draft) => applyFeatures(draft, { ...base, ...event, time: clock }, CONTEXT, out), false);
      }
      wait(clock + 30 * DAY + HOUR / 2);

      const gone = new Draft(profile, "u:ada");
      const { segments, lifecycle } = gone.read("standing");
      const counted = [...(out.statistics.get("segments") ?? [])].filter(([, count]) => count !== 0);
      expect(counted.map(([id, count]) => [id, count]).sort()).toEqual(segments.map((id) => [id, 1]).sort());
      expect([...(out.statistics.get("lifecycle") ?? [])].filter(([, count]) => count !== 0)).toEqual([[lifecycle, 1]]);
      leaveStanding(gone, out);
      for (const group of ["segments", "lifecycle"]) {
        expect(new Set(out.statistics.get(group)?.values() ?? [])).toEqual(new Set([0]));
      }
    }),
    { numRuns: 150 },
  );
});
