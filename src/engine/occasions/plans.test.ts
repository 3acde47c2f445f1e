import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTimerEvent, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import type { Plan } from "../../domain/profile.js";
import { DAY, HOUR } from "../../domain/time.js";

const base = anEngineContext();

describe("plans", () => {
  it("are bounded: what is one too many is counted and left out", () => {
    const told = new EngineStory({
      ...base,
      limits: { ...base.limits, plans: 4 },
      actions: [anAction({ id: "later", trigger: { occasion: "tag-assigned", waitMs: DAY } })],
    });
    for (let n = 0; n < 6; n++) told.take(aTrack("Tag Assigned", MONDAY + n, { tag: `t${n}` }));
    expect(told.plans()).toHaveLength(4);
    expect(told.total("reasons.occasion.too-many")).toBe(2);
    expect(told.advance(MONDAY + 2 * DAY).decisions).toHaveLength(4);
  });

  it("opened by a late event never fall on a time that has fired: its timer is in the log already, and what it made would have the same id", () => {
    const add = (time: number, item: string) => aTrack("Product Added", time, { product_id: item });
    const told = new EngineStory(base).take(add(MONDAY, "s1")).advance(MONDAY + HOUR);
    const [first] = told.decisions;
    const fired = told.profile?.read("activity").clock ?? 0;
    expect(first?.time).toBe(fired);
    told.take(add(MONDAY - 60_000, "s2"));
    expect(told.plans("cart-abandoned").map(({ due }) => due > fired)).toEqual([true]);
    told.advance(MONDAY + 2 * HOUR);
    expect(new Set(told.decisions.map(({ id }) => id)).size).toBe(told.decisions.length);
  });

  it("that moved to an earlier time fire by the timer of the later one, for that comes through the log once only", () => {
    const told = new EngineStory(base).take(aTrack("Product Added", MONDAY, { product_id: "s1" }));
    const { kind, ref, due } = told.plans("cart-abandoned")[0] as Plan;
    told.take(aTimerEvent("u:ada", kind, ref, due + 1));
    expect(told.decisions).toMatchObject([{ occasion: "cart-abandoned", time: due }]);
    told.take(aTimerEvent("u:ada", kind, ref, due));
    expect(told.decisions).toHaveLength(1);
    expect(told.last.outcome).toBe("timer.stale");
  });

  it("of an action that is there no more are dropped", () => {
    const told = new EngineStory(base).take(aTrack("Product Added", MONDAY, { product_id: "s1" }));
    const without = new EngineStory({ ...base, actions: [] });
    without.profile = told.profile;
    without.take(aTrack("Ping", MONDAY + HOUR));
    expect(without.plans()).toEqual([]);
    expect(without.total("reasons.occasion.no-action")).toBe(1);
  });

  it("are only for people whose variant asks for them", () => {
    const variant = (name: string, waitMs: number, from: number, to: number) =>
      anAction({ trigger: { waitMs }, variantOf: { experiment: "wait", variant: name, from, to, salt: "s" } });
    const actions = [variant("short", HOUR, 0, 5_000), variant("long", 2 * HOUR, 5_000, 10_000)];
    const waits = new Set<number>();
    for (let n = 0; n < 20; n++) {
      const person = `u:p${n}` as const;
      const told = new EngineStory({ ...base, actions }).take(
        aTrack("Product Added", MONDAY, { product_id: "s1" }, { person }),
      );
      expect(told.plans()).toHaveLength(1);
      waits.add((told.plans()[0]?.due ?? 0) - MONDAY);
    }
    expect(waits).toEqual(new Set([HOUR, 2 * HOUR]));
  });
});
