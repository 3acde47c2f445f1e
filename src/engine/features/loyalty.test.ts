import { describe, expect, it } from "vitest";
import { aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { DAY } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { StepOutput } from "../step-output.js";
import { applyFeatures } from "./apply.js";

const base = anEngineContext();
const tiers = [
  { id: "silver", points: 100, benefit: "10 %" },
  { id: "gold", points: 500, benefit: "30 %" },
];
const context = anEngineContext({ loyalty: { ...base.loyalty, tiers, perCurrency: 1, expiryMs: 365 * DAY } });
const byBalance = anEngineContext({ loyalty: { ...context.loyalty, tierBy: "balance" } });

function after(events: readonly SegmentEvent[], under = context) {
  const draft = new Draft(EMPTY_PROFILE, "u:ada");
  for (const event of events) applyFeatures(draft, event, under, new StepOutput());
  return draft.read("loyalty");
}

const earned = (points: number, id: string, time = MONDAY) =>
  aTrack("Points Earned", time, { points, transaction_id: id });
const redeemed = (points: number, id: string, time = MONDAY) =>
  aTrack("Points Redeemed", time, { points, transaction_id: id });
const page = (time: number) => anEvent({ type: "page", time });

describe("points", () => {
  it("are booked once for each transaction", () => {
    expect(after([earned(10, "t1"), earned(10, "t1"), earned(5, "t2")])).toMatchObject({ balance: 15, lifetime: 15 });
    expect(
      after([aTrack("Points Earned", MONDAY, { points: "7.5" }), aTrack("Points Earned", MONDAY, { points: -3 })]),
    ).toMatchObject({ balance: 7.5 });
  });

  it("are earned by orders, once, also when the site books the order itself", () => {
    const order = aTrack("Order Completed", MONDAY, { order_id: "o1", revenue: 39.9 });
    expect(after([order, order])).toMatchObject({ balance: 39, lots: [{ points: 39, expires: MONDAY + 365 * DAY }] });
    expect(after([order, earned(39, "o1")]).balance).toBe(39);
    expect(after([order, redeemed(9, "o1")]).balance).toBe(30);
  });

  it("are redeemed first of those that expire first; there is no debt", () => {
    const lots = [earned(10, "a", MONDAY + DAY), earned(10, "b", MONDAY)];
    expect(after([...lots, redeemed(15, "c", MONDAY + DAY)])).toMatchObject({
      balance: 5,
      lifetime: 20,
      lots: [{ points: 5, expires: MONDAY + 366 * DAY }],
    });
    expect(after([...lots, redeemed(99, "c")])).toMatchObject({ balance: 0, lots: [] });
  });

  it("are corrected both ways", () => {
    const adjusted = (points: number, id: string) => aTrack("Points Adjusted", MONDAY, { points, transaction_id: id });
    expect(after([earned(10, "a"), adjusted(5, "b"), adjusted(-3, "c")])).toMatchObject({ balance: 12, lifetime: 12 });
  });

  it("run out by the profile's clock, at whatever event comes next", () => {
    const list = [
      earned(10, "a"),
      aTrack("Points Earned", MONDAY, { points: 5, expires_at: "2036-01-01", transaction_id: "b" }),
    ];
    expect(after([...list, page(MONDAY + 365 * DAY - 1)]).balance).toBe(15);
    expect(after([...list, page(MONDAY + 365 * DAY)])).toMatchObject({ balance: 5, lifetime: 15 });
    expect(after([page(MONDAY + 400 * DAY), earned(10, "late")])).toMatchObject({ balance: 0, lifetime: 10 });
  });

  it("never run out where the programme has no expiry", () => {
    const forever = anEngineContext();
    expect(after([earned(10, "a")], forever).lots).toEqual([{ points: 10, expires: Number.POSITIVE_INFINITY }]);
  });
});

describe("tiers", () => {
  it("are reached by what was earned ever, or by the balance", () => {
    const spent = [earned(480, "a"), earned(20, "b", MONDAY + 1), redeemed(450, "c", MONDAY + 2)];
    expect(after(spent.slice(0, 1))).toMatchObject({ tier: "silver", tierSince: MONDAY });
    expect(after(spent)).toMatchObject({ tier: "gold", tierSince: MONDAY + 1 });
    expect(after(spent, byBalance)).toMatchObject({ tier: "", tierSince: MONDAY + 2 });
  });
});
