import { describe, expect, it } from "vitest";
import {
  aTimerEvent,
  aTrack,
  anAction,
  anEngineContext,
  anEvent,
  MONDAY,
} from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import type { EngineContext } from "../../../domain/context.js";
import type { PersonEvent } from "../../../domain/event.js";
import type { StepResult } from "../../../domain/step.js";
import { HOUR, MINUTE } from "../../../domain/time.js";
import type { Profile } from "../../index.js";

const WAIT = 30 * MINUTE;
const add = (time: number) => aTrack("Product Added", time, { product_id: "s1", price: 10 });
const view = (time: number, id = "s1") => aTrack("Product Viewed", time, { product_id: id });
const page = (time: number) => anEvent({ type: "page", time });
const order = (time: number) =>
  aTrack("Order Completed", time, { order_id: `o-${time}`, revenue: 10, products: [{ product_id: "s1" }] });

/** The results of one person's events, the last one at the end. */
function run(events: readonly PersonEvent[], context: EngineContext = anEngineContext()): StepResult<Profile>[] {
  return new EngineStory(context).take(...events).results;
}

const last = (results: StepResult<Profile>[]) => results.at(-1) as StepResult<Profile>;
const saidIn = (results: StepResult<Profile>[]) =>
  results.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === "message" ? [effect.message.action] : [])),
  );

describe("an abandoned cart", () => {
  const timer = (due: number) => aTimerEvent("u:ada", "cart-abandoned", `w${WAIT}`, due);

  it("sets one timer, which later events leave alone", () => {
    const [first, second] = run([add(MONDAY), page(MONDAY + MINUTE)]);
    expect(first?.timers).toEqual([
      { timer: { person: "u:ada", kind: "cart-abandoned", ref: `w${WAIT}` }, due: MONDAY + WAIT },
    ]);
    expect(second?.timers).toEqual([]);
  });

  it("waits anew when it fires and the person was active since, then speaks", () => {
    const results = run([
      add(MONDAY),
      page(MONDAY + 10 * MINUTE),
      timer(MONDAY + WAIT),
      timer(MONDAY + WAIT + 10 * MINUTE),
    ]);
    expect(results[2]?.timers).toMatchObject([{ due: MONDAY + WAIT + 10 * MINUTE }]);
    expect(results[2]?.effects).toEqual([]);
    expect(saidIn(results)).toEqual(["cart-reminder"]);
    expect(last(results).timers).toMatchObject([{ due: null }]);
    expect(last(results).totals.get("occasions.cart-abandoned")).toBe(1);
  });

  it("is announced once until it changes", () => {
    const seen = page(MONDAY + 2 * HOUR);
    expect(saidIn(run([add(MONDAY), timer(MONDAY + WAIT), seen, page(MONDAY + 5 * HOUR)]))).toEqual(["cart-reminder"]);
    const changed = [add(MONDAY), timer(MONDAY + WAIT), add(MONDAY + 2 * HOUR), page(MONDAY + 5 * HOUR)];
    expect(saidIn(run(changed))).toEqual(["cart-reminder", "cart-reminder"]);
  });

  it("is taken back by a purchase", () => {
    const results = run([add(MONDAY), order(MONDAY + MINUTE)]);
    expect(last(results).timers).toMatchObject([{ due: null }]);
    expect(last(results).totals.get("reasons.occasion.cancelled-by-purchase")).toBe(1);
  });

  it("says nothing of a cart that was emptied", () => {
    const results = run([
      add(MONDAY),
      aTrack("Product Removed", MONDAY + 1, { product_id: "s1" }),
      timer(MONDAY + WAIT),
    ]);
    expect(last(results).totals.get("reasons.occasion.emptied")).toBe(1);
    expect(saidIn(results)).toEqual([]);
  });

  it("is noticed by the next event when no timer came, before that event is applied", () => {
    const results = run([add(MONDAY), order(MONDAY + 2 * HOUR)]);
    expect(saidIn(results)).toEqual(["cart-reminder", "thank-you"]);
  });

  it("ignores a timer that was moved or is gone, and sets the state's belief right", () => {
    const results = run([add(MONDAY), timer(MONDAY + 1), aTimerEvent("u:ada", "cart-abandoned", "w1", MONDAY)]);
    expect(results[1]).toMatchObject({ outcome: "timer.stale", timers: [{ due: MONDAY + WAIT }] });
    expect(results[2]).toMatchObject({ outcome: "timer.stale", timers: [{ due: null }] });
    expect(results[2]?.profile).toBe(results[0]?.profile);
  });

  it("waits for each wait that is configured", () => {
    const context = anEngineContext({
      actions: [anAction(), anAction({ id: "second", trigger: { waitMs: 2 * HOUR } })],
    });
    expect(saidIn(run([add(MONDAY), page(MONDAY + 5 * HOUR)], context))).toEqual(["cart-reminder", "second"]);
  });

  it("opens nothing from history or in silence", () => {
    for (const quiet of [{ history: true }, { silent: true }]) {
      const results = run([
        aTrack("Product Added", MONDAY, { product_id: "s1" }, quiet),
        aTrack("Order Completed", MONDAY, {}, quiet),
      ]);
      expect(results.flatMap((result) => [...result.timers, ...result.effects])).toEqual([]);
      expect(last(results).totals.get("reasons.occasion.silent")).toBe(1);
    }
  });
});

describe("browsing without buying", () => {
  const three = [view(MONDAY, "a"), view(MONDAY + 1, "b"), view(MONDAY + 2, "c")];

  it("is an occasion after enough views, once a session", () => {
    const results = run([...three, view(MONDAY + 3, "d"), page(MONDAY + 3 * HOUR)]);
    expect(results[2]?.timers).toMatchObject([{ due: MONDAY + 2 + HOUR }]);
    expect(saidIn(results)).toEqual(["browse-nudge"]);
  });

  it("gives way to a cart", () => {
    const results = run([...three, add(MONDAY + 3), page(MONDAY + 3 * HOUR)]);
    expect(saidIn(results)).toEqual(["cart-reminder"]);
    expect(last(results).totals.get("reasons.occasion.superseded")).toBe(1);
  });

  it("is none in a session with an order", () => {
    expect(saidIn(run([order(MONDAY - 1), ...three, page(MONDAY + 3 * HOUR)]))).toEqual(["thank-you"]);
  });

  it("is taken back by another visit where the action asks for that", () => {
    const context = anEngineContext({
      actions: [anAction({ trigger: { occasion: "browse-abandoned", waitMs: HOUR, cancelOn: ["return"] } })],
    });
    const results = run([...three, page(MONDAY + 50 * MINUTE), page(MONDAY + 5 * HOUR)], context);
    expect(saidIn(results)).toEqual([]);
    expect(last(results).totals.get("reasons.occasion.cancelled-by-return")).toBe(1);
  });
});

describe("an order", () => {
  it("can be answered later, and another order takes that back", () => {
    const context = anEngineContext({
      actions: [
        anAction({ id: "review", trigger: { occasion: "order-placed", waitMs: HOUR, cancelOn: ["purchase"] } }),
      ],
    });
    expect(saidIn(run([order(MONDAY), page(MONDAY + 2 * HOUR)], context))).toEqual(["review"]);
    const results = run([order(MONDAY), order(MONDAY + MINUTE), page(MONDAY + HOUR), page(MONDAY + 2 * HOUR)], context);
    expect(results[2]?.effects).toEqual([]);
    expect(saidIn(results)).toEqual(["review"]);
  });
});
