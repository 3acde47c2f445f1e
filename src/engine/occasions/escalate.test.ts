import { describe, expect, it } from "vitest";
import {
  anAction,
  anEngineContext,
  anEvent,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import type { Goal, Step } from "../../domain/action.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";

const BOUGHT: Goal = { event: "Order Completed", windowMs: 10 * DAY };
const base = anEngineContext();
const byText: Step = { afterMs: DAY, atNextVisit: false, treatments: [aTreatment("onsite", { id: "text" })] };
const atVisit: Step = { afterMs: DAY, atNextVisit: true, treatments: [aTreatment("onsite", { id: "popup" })] };

const ladder = (steps: Step[], goal: Goal | null = BOUGHT, overrides = {}) =>
  new EngineStory({
    ...base,
    actions: [anAction({ id: "ladder", steps, ...(goal === null ? {} : { goal }), ...overrides })],
  });
const add = (time = MONDAY) => aTrack("Product Added", time, { product_id: "s1", price: 10 });
const page = (time: number) => anEvent({ type: "page", time });
const buy = (time: number, item = "x") =>
  aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: item }] });
const FIRST = MONDAY + 30 * MINUTE;
const steps = (told: EngineStory) => told.messages.map(({ treatment, step, time }) => [treatment, step, time - FIRST]);
const escalations = (told: EngineStory) => told.profile?.read("escalations") ?? [];

describe("an escalation", () => {
  it("says its steps one after the other, each timed from the one before", () => {
    const told = ladder([byText, { ...byText, afterMs: 2 * DAY }])
      .take(add())
      .advance(MONDAY + 30 * DAY);
    expect(steps(told)).toEqual([
      ["by-email", 0, 0],
      ["text", 1, DAY],
      ["text", 2, 3 * DAY],
    ]);
    expect(told.messages.map((message) => message.items)).toEqual([["s1"], ["s1"], ["s1"]]);
    expect(told.total("reasons.escalation.ended")).toBe(1);
    expect(escalations(told)).toEqual([]);
    expect(told.plans()).toEqual([]);
  });

  it("goes on after a step at which nothing could be said", () => {
    const unable: Step = { ...byText, treatments: [aTreatment("sms", { id: "sms" })] };
    const told = ladder([unable, byText])
      .take(add())
      .advance(MONDAY + 30 * DAY);
    expect(steps(told).map(([treatment]) => treatment)).toEqual(["by-email", "text"]);
    expect(told.decisions).toHaveLength(3);
  });

  it("doesn't begin where nothing was said", () => {
    const told = ladder([byText], BOUGHT, { treatments: [aTreatment("sms")] })
      .take(add())
      .advance(MONDAY + 30 * DAY);
    expect(told.messages).toEqual([]);
    expect(escalations(told)).toEqual([]);
  });

  it("ends with its goal, also by an import", () => {
    for (const history of [false, true]) {
      const told = ladder([byText]).take(add()).advance(FIRST);
      told.take(aTrack("Order Completed", FIRST + HOUR, { order_id: "o" }, { history }));
      expect(told.total("reasons.escalation.goal-reached")).toBe(1);
      expect([escalations(told), told.plans("step")]).toEqual([[], []]);
    }
  });

  it("goes on after a goal that was reached before all that and is told only now", () => {
    for (const history of [false, true]) {
      const told = ladder([byText]).take(add()).advance(FIRST);
      told.take(aTrack("Order Completed", MONDAY - 9 * DAY, { order_id: "old" }, { history }));
      expect(escalations(told)).toHaveLength(1);
      expect(steps(told.advance(FIRST + DAY)).map(([treatment]) => treatment)).toEqual(["by-email", "text"]);
    }
  });

  it("ends with an order between its occasion and its first message that is told after that", () => {
    const told = ladder([byText], BOUGHT, { trigger: { occasion: "tag-assigned", waitMs: HOUR, cancelOn: [] } })
      .take(aTrack("Tag Assigned", MONDAY, { tag: "vip" }))
      .advance(MONDAY + HOUR);
    expect(escalations(told)).toHaveLength(1);
    expect(escalations(told.take(buy(MONDAY + HOUR - 1)))).toEqual([]);
  });

  it("ends with another event where that is its goal, and not with an order then", () => {
    const goal = { event: "Product Reviewed", windowMs: DAY };
    const keeps = ladder([byText], goal, { trigger: { occasion: "order-placed", waitMs: 0, cancelOn: [] } });
    keeps.take(buy(MONDAY), buy(MONDAY + HOUR));
    expect(escalations(keeps)).toHaveLength(1);
    expect(escalations(keeps.take(aTrack("Product Reviewed", MONDAY + 2 * HOUR)))).toEqual([]);
  });

  it("ends with a purchase where the action says so and has no goal", () => {
    const told = ladder([byText], null)
      .take(add())
      .advance(FIRST)
      .take(buy(FIRST + HOUR, "x"), add(FIRST + 2 * HOUR));
    told.advance(FIRST + DAY);
    expect(told.total("reasons.occasion.cancelled-by-purchase")).toBe(1);
    expect(escalations(told)).toEqual([]);
  });

  it("ends where nothing is left that it is about", () => {
    const told = ladder([byText]).take(add()).advance(FIRST);
    told.take(aTrack("Product Removed", FIRST + 1, { product_id: "s1" })).advance(FIRST + DAY);
    expect(told.total("reasons.occasion.emptied")).toBe(1);
    expect([escalations(told), told.said]).toEqual([[], ["ladder"]]);
  });

  it("waits for the next visit, not before its time", () => {
    const told = ladder([atVisit])
      .take(add())
      .advance(FIRST)
      .take(page(FIRST + 6 * HOUR));
    expect(told.messages).toHaveLength(1);
    told.advance(FIRST + DAY);
    expect(escalations(told)).toMatchObject([{ visitFrom: FIRST + DAY }]);
    told.take(page(FIRST + 3 * DAY), page(FIRST + 3 * DAY + 1), page(FIRST + 9 * DAY));
    expect(steps(told)).toEqual([
      ["by-email", 0, 0],
      ["popup", 1, 3 * DAY],
    ]);
    expect(escalations(told)).toEqual([]);
  });

  it("gives up waiting for a visit when its window is over", () => {
    const told = ladder([atVisit])
      .take(add())
      .advance(FIRST + 11 * DAY);
    expect(told.total("reasons.escalation.ended")).toBe(1);
    expect(told.take(page(FIRST + 12 * DAY)).messages).toHaveLength(1);
    expect(escalations(told)).toEqual([]);
  });

  it("says nothing at the visit where nothing is left that it is about", () => {
    const told = ladder([atVisit])
      .take(add())
      .advance(FIRST + DAY);
    told.take(aTrack("Product Removed", FIRST + 2 * DAY, { product_id: "s1" }));
    expect(told.total("reasons.occasion.emptied")).toBe(1);
    expect([escalations(told), told.plans("step"), told.said]).toEqual([[], [], ["ladder"]]);
  });

  it("is under way once: the same occasion does not begin it again", () => {
    const told = ladder([byText])
      .take(add())
      .advance(FIRST)
      .take(add(FIRST + HOUR))
      .advance(FIRST + 2 * HOUR);
    expect(told.decisions.at(-1)?.candidates).toMatchObject([{ code: "applicability.in-progress" }]);
    expect(escalations(told)).toHaveLength(1);
  });

  it("ends when its action is gone or has fewer steps", () => {
    const told = ladder([byText]).take(add()).advance(FIRST);
    const without = new EngineStory(base);
    without.profile = told.profile;
    without.take(page(FIRST + 2 * DAY));
    expect(without.total("reasons.occasion.no-action")).toBe(1);
    expect([escalations(without), without.plans("step")]).toEqual([[], []]);
  });

  it("takes no more room than there is", () => {
    const actions = Array.from({ length: 12 }, (_, n) =>
      anAction({ id: `a${n}`, steps: [byText], trigger: { occasion: "event", of: [`E${n}`], waitMs: 0 } }),
    );
    const roomy = {
      ...base,
      channels: new Map(
        [...base.channels].map(([name, channel]) => [name, { ...channel, cap: { count: 50, windowMs: DAY } }]),
      ),
    };
    const told = new EngineStory({ ...roomy, actions });
    for (let n = 0; n < 12; n++) told.take(aTrack(`E${n}`, MONDAY + n));
    expect(told.messages).toHaveLength(12);
    expect(escalations(told)).toHaveLength(base.limits.escalations);
    expect(told.plans("step")).toHaveLength(base.limits.escalations);
  });
});
