import { describe, expect, it } from "vitest";
import {
  anAction,
  anEngineContext,
  anEvent,
  aPredicate,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { EngineStory } from "../../../test/harness/engine-story.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";

const base = anEngineContext();
/** It is 10:00; they want to hear from 18:00 to 21:00. */
const evenings = aTrack("Preferences Updated", MONDAY - HOUR, { hours: { from: "18:00", to: "21:00" } });
const EVENING = MONDAY + 8 * HOUR;
const add = (time = MONDAY) => aTrack("Product Added", time, { product_id: "s1", price: 10 });
const buy = (time: number) => aTrack("Order Completed", time, { order_id: `${time}`, products: [{ product_id: "x" }] });
const ask = (time: number, amount = 1) =>
  aTrack("Quote Asked", time, { amount, products: [{ product_id: `p${amount}` }] });
const amountOver = (least: number) =>
  aPredicate(({ event }) => Number(event.properties.get("amount")) > least, {
    source: `event.properties.amount > ${least}`,
    reads: new Set(["event"]),
  });
const carts = () => new EngineStory({ ...base, actions: [anAction()] }).take(evenings);
const quotes = (cancelOn: ("purchase" | "return")[] = []) =>
  new EngineStory({
    ...base,
    actions: [anAction({ id: "quote", trigger: { occasion: "event", of: ["Quote Asked"], waitMs: 0, cancelOn } })],
  }).take(evenings);

describe("a moment that is put off", () => {
  it("comes back as the same moment, and everything is asked anew", () => {
    const told = quotes().take(ask(MONDAY));
    expect(told.decisions).toMatchObject([{ outcome: "held", until: EVENING }]);
    expect(told.plans()).toMatchObject([{ kind: "held", due: EVENING, openedAt: MONDAY, items: ["p1"] }]);
    told.advance(EVENING);
    expect(told.messages).toMatchObject([{ occasion: "event", items: ["p1"], time: EVENING }]);
    expect(told.decisions.at(-1)).toMatchObject({ subject: "Quote Asked", outcome: "message" });
    expect(told.plans()).toEqual([]);
  });

  it("is one at a time of each occasion and subject: the newest", () => {
    const told = quotes().take(ask(MONDAY), ask(MONDAY + HOUR, 2));
    expect(told.plans("held")).toMatchObject([{ due: EVENING, items: ["p2"] }]);
    expect(told.advance(EVENING).messages).toHaveLength(1);
  });

  it("remembers which conditions on its event held, and its actions still compete", () => {
    const quote = (id: string, least: number, value: number) =>
      anAction({
        id,
        value,
        class: "service",
        trigger: {
          occasion: "event",
          of: ["Quote Asked"],
          waitMs: 0,
          cancelOn: [],
          ...(least === 0 ? {} : { when: amountOver(least) }),
        },
      });
    const three = () =>
      new EngineStory({ ...base, actions: [quote("any", 0, 1), quote("large", 100, 2), quote("huge", 1000, 3)] });
    for (const [amount, said, considered] of [
      [1, "any", 1],
      [500, "large", 2],
      [5000, "huge", 3],
    ] as const) {
      const told = three().take(evenings, ask(MONDAY, amount)).advance(EVENING);
      expect([amount, told.said]).toEqual([amount, [said]]);
      expect(told.decisions.at(-1)?.candidates).toHaveLength(considered);
    }
    const both = three().take(evenings, ask(MONDAY, 500), ask(MONDAY + 1, 1));
    expect(both.plans("held")).toHaveLength(2);
  });

  it("is said by no action that has come to its deadline meanwhile", () => {
    const quote = (id: string, value: number, validityMs: number) =>
      anAction({ id, value, validityMs, trigger: { occasion: "event", of: ["Quote Asked"], waitMs: 0, cancelOn: [] } });
    const told = (short: number) =>
      new EngineStory({ ...base, actions: [quote("better", 50, short), quote("patient", 1, 3 * DAY)] })
        .take(evenings, ask(MONDAY))
        .advance(EVENING).said;
    expect([told(DAY), told(HOUR)]).toEqual([["better"], ["patient"]]);
  });

  it("is taken back by a purchase where the action says so", () => {
    const told = quotes(["purchase"]).take(ask(MONDAY), buy(MONDAY + HOUR));
    expect(told.plans("held")).toEqual([]);
    expect(told.total("reasons.occasion.cancelled-by-purchase")).toBe(1);
    expect(
      quotes()
        .take(ask(MONDAY), buy(MONDAY + HOUR))
        .advance(EVENING).said,
    ).toEqual(["quote"]);
  });

  it("of a cart is about the cart as it is then, and none when it is empty", () => {
    const told = carts()
      .take(add())
      .advance(MONDAY + HOUR);
    expect(told.plans("held")).toHaveLength(1);
    const emptied = carts()
      .take(add())
      .advance(MONDAY + HOUR);
    emptied.take(aTrack("Product Removed", MONDAY + 2 * HOUR, { product_id: "s1" })).advance(EVENING);
    expect([emptied.said, emptied.total("reasons.occasion.emptied")]).toEqual([[], 1]);
    told.take(aTrack("Product Added", MONDAY + 2 * HOUR, { product_id: "s2", price: 99 })).advance(EVENING + HOUR);
    expect(told.messages).toMatchObject([{ items: ["s2", "s1"] }]);
  });

  it("of an abandonment waits on while the person is there", () => {
    const told = carts()
      .take(add())
      .advance(MONDAY + HOUR)
      .take(anEvent({ type: "page", time: EVENING - 5 * MINUTE }));
    told.advance(EVENING + 20 * MINUTE);
    expect(told.said).toEqual([]);
    expect(told.advance(EVENING + 25 * MINUTE).messages).toMatchObject([{ time: EVENING + 25 * MINUTE }]);
  });

  it("of an escalation is that step, and the next is timed from when it is said", () => {
    const step = { afterMs: DAY, atNextVisit: false, treatments: [aTreatment("onsite", { id: "more" })] };
    const told = new EngineStory({
      ...base,
      actions: [
        anAction({
          id: "ladder",
          trigger: { occasion: "event", of: ["Quote Asked"], waitMs: 0, cancelOn: [] },
          goal: { event: "Quote Accepted", windowMs: 9 * DAY },
          steps: [step, step],
        }),
      ],
    });
    told.take(ask(MONDAY), evenings).advance(MONDAY + DAY + HOUR);
    expect(told.decisions.at(-1)).toMatchObject({ outcome: "held", until: EVENING + DAY });
    told.advance(MONDAY + 9 * DAY);
    expect(told.messages.map(({ step: index, time }) => [index, time])).toEqual([
      [0, MONDAY],
      [1, EVENING + DAY],
      [2, EVENING + 2 * DAY],
    ]);
  });
});
