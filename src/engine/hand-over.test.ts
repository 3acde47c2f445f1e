import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  A_PARTITION,
  anAction,
  anEngineContext,
  anEvent,
  aSegment,
  aTrack,
  MONDAY,
} from "../../test/harness/engine-context.js";
import { everyOccasion, occasionHistory } from "../../test/harness/occasion-arbitraries.js";
import type { EngineContext } from "../domain/context.js";
import type { PersonEvent, SegmentEvent } from "../domain/event.js";
import { anonymousPerson, type PersonKey } from "../domain/person.js";
import { rfmKeysOf, rfmPointOf } from "../domain/rfm.js";
import { DAY, HOUR } from "../domain/time.js";
import { createEngine, type Profile } from "./index.js";

/** Profiles and what all steps add up to; events that steps make are delivered after, as the log would. */
class Partition {
  readonly engine;
  readonly profiles = new Map<PersonKey, Profile>();
  readonly statistics = new Map<string, number>();
  readonly totals = new Map<string, number>();

  constructor(context: EngineContext) {
    this.engine = createEngine(context);
  }

  take(...events: readonly PersonEvent[]): this {
    const waiting = [...events];
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const result = this.engine.step(this.profiles.get(event.person), event, A_PARTITION);
      if (result.profile === undefined) this.profiles.delete(event.person);
      else this.profiles.set(event.person, result.profile);
      for (const [group, keys] of result.statistics)
        for (const [key, by] of keys) add(this.statistics, `${group}/${key}`, by);
      for (const [name, by] of result.totals) add(this.totals, name, by);
      for (const effect of result.effects) if (effect.kind === "event") waiting.unshift(effect.event);
    }
    return this;
  }

  /** What the statistics of where people stand must be. */
  counted(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const profile of this.profiles.values()) {
      const standing = profile.read("standing");
      if (standing.since > 0) add(counts, `lifecycle/${standing.lifecycle}`, 1);
      for (const id of standing.segments) add(counts, `segments/${id}`, 1);
      const point = rfmPointOf(profile.read("activity"));
      if (point !== 0) for (const key of rfmKeysOf(point)) add(counts, `rfm/${key}`, 1);
    }
    return counts;
  }

  told(): Map<string, number> {
    return new Map([...this.statistics].filter(([key, sum]) => sum !== 0 && /^(lifecycle|segments|rfm)\//.test(key)));
  }
}

function add(to: Map<string, number>, key: string, by: number): void {
  to.set(key, (to.get(key) ?? 0) + by);
}

const login = (time: number) => anEvent({ type: "identify", userId: "ada", anonymousId: "phone", time });
const onPhone = (event: SegmentEvent): SegmentEvent => ({ ...event, person: anonymousPerson("phone") });

describe("profiles that become one, or go away", () => {
  it("are counted where they are, and nowhere else", () => {
    fc.assert(
      fc.property(occasionHistory(15), occasionHistory(15), fc.boolean(), (known, anonymous, erased) => {
        const partition = new Partition(everyOccasion()).take(...known, ...anonymous.map(onPhone));
        expect(partition.told()).toEqual(partition.counted());
        partition.take(login(MONDAY + 100 * DAY));
        expect(partition.told()).toEqual(partition.counted());
        if (!erased) return;
        partition.take({ type: "erase", id: "erase", person: "u:ada", time: MONDAY + 101 * DAY, hops: 0 });
        expect([...partition.profiles]).toEqual([]);
        expect([...partition.told()]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("open nothing: nobody did anything", () => {
    const many = aSegment("many", ({ activity }) => activity.views >= 2);
    const context = anEngineContext({
      segments: [many],
      actions: [anAction({ id: "fan", trigger: { occasion: "segment-entered", waitMs: 0 } })],
    });
    const view = (person: PersonKey, time: number) => aTrack("Product Viewed", time, { product_id: "s" }, { person });
    const partition = new Partition(context).take(view("u:ada", MONDAY), view("a:phone", MONDAY), login(MONDAY + HOUR));
    expect(partition.profiles.get("u:ada")?.read("standing").segments).toEqual(["many"]);
    expect(partition.totals.get("decisions")).toBeUndefined();
  });

  it("keep no more plans than one may hold, and no escalation without its timer", () => {
    const base = anEngineContext();
    const step = { afterMs: DAY, atNextVisit: false, treatments: base.actions[0]?.treatments ?? [] };
    const context: EngineContext = {
      ...base,
      limits: { ...base.limits, plans: 4 },
      actions: [
        anAction({ id: "ladder", steps: [step], trigger: { occasion: "event", of: ["E"], waitMs: 0 } }),
        anAction({ id: "tagged", trigger: { occasion: "tag-assigned", waitMs: HOUR } }),
      ],
    };
    const tag = (person: PersonKey, tag: string) => aTrack("Tag Assigned", MONDAY, { tag }, { person });
    const partition = new Partition(context).take(
      aTrack("E", MONDAY, {}, { person: "a:phone" }),
      ...["a", "b", "c"].map((name) => tag("a:phone", name)),
      tag("u:ada", "d"),
      login(MONDAY + 1),
    );
    const merged = partition.profiles.get("u:ada");
    expect(merged?.read("plans").open).toHaveLength(4);
    expect(merged?.read("escalations")).toEqual([]);
    expect(partition.totals.get("reasons.occasion.too-many")).toBe(1);
    expect(partition.totals.get("reasons.escalation.ended")).toBe(1);
  });
});
