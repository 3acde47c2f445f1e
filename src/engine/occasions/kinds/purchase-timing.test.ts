import { describe, expect, it } from "vitest";
import { anAction, anEngineContext, aTrack, MONDAY } from "../../../../test/harness/engine-context.js";
import { EngineStory } from "../../../../test/harness/engine-story.js";
import { aPurchaseTimingModel, aScoring } from "../../../../test/harness/scoring-models.js";
import type { OccasionPolicy } from "../../../domain/policy.js";
import { NO_SCORING, type Scoring } from "../../../domain/scoring.js";
import { DAY, HOUR } from "../../../domain/time.js";

const base = anEngineContext();
/** Orders every 20 days; after 40 without half as likely a customer. */
const MODEL = aScoring({ purchaseTiming: aPurchaseTimingModel("v1", 20 * DAY) });
const SLOWER = aScoring({ purchaseTiming: aPurchaseTimingModel("v2", 30 * DAY) });

const story = (scoring: Scoring = MODEL, occasions: Partial<OccasionPolicy> = {}) =>
  new EngineStory({
    ...base,
    scoring,
    occasions: { ...base.occasions, ...occasions },
    actions: [
      anAction({ id: "again", class: "service", trigger: { occasion: "next-order-due", waitMs: 0 } }),
      anAction({ id: "stay", class: "service", trigger: { occasion: "churn-risk", waitMs: 0 } }),
    ],
  });
const order = (time: number, more = {}) =>
  aTrack("Order Completed", time, { order_id: `o-${time}`, total: 20, products: [{ product_id: "a" }] }, more);
const view = (time: number) => aTrack("Product Viewed", time, { product_id: "a" });
const dates = (told: EngineStory) => told.plans().map(({ kind, due }) => [kind, due]);

describe("occasions of purchase timing", () => {
  it("come when the next order is to be expected, and when it has become unlikely that they are a customer", () => {
    const told = story().take(order(MONDAY), order(MONDAY + 20 * DAY));
    const last = MONDAY + 20 * DAY;
    expect(dates(told)).toEqual([
      ["next-order-due", last + 19 * DAY],
      ["churn-risk", last + 40 * DAY],
    ]);
    expect(told.advance(last + 100 * DAY).said).toEqual(["again", "stay"]);
    expect(told.decisions.map(({ time }) => time)).toEqual([last + 19 * DAY, last + 40 * DAY]);
    expect(told.plans()).toEqual([]);
  });

  it("are taken back by an order, which sets them anew", () => {
    const told = story().take(order(MONDAY), order(MONDAY + 20 * DAY), order(MONDAY + 35 * DAY));
    expect(told.advance(MONDAY + 50 * DAY).said).toEqual([]);
    expect(told.advance(MONDAY + 54 * DAY).said).toEqual(["again"]);
  });

  it("are none without a model", () => {
    expect(dates(story(NO_SCORING).take(order(MONDAY), order(MONDAY + 20 * DAY)))).toEqual([]);
  });

  it("need so many orders to see a rhythm, and never wait for less than half of the time", () => {
    expect(dates(story().take(order(MONDAY)))).toEqual([["churn-risk", MONDAY + 40 * DAY]]);
    const early = story(MODEL, { nextOrderOrders: 1, nextOrderLeadMs: 19 * DAY }).take(order(MONDAY));
    expect(dates(early)[0]).toEqual(["next-order-due", MONDAY + 10 * DAY]);
    const late = story(MODEL, { churnRisk: 0.2 }).take(order(MONDAY));
    expect(dates(late)).toEqual([["churn-risk", MONDAY + 64 * DAY]]);
  });

  it("are set at a visit for who ordered before there was a model, unless their time has passed", () => {
    const told = story(NO_SCORING).take(order(MONDAY));
    const meets = (scoring: Scoring, time: number) => {
      const later = story(scoring);
      later.profile = told.profile;
      return dates(later.take(view(time)));
    };
    expect(meets(MODEL, MONDAY + 30 * DAY)).toEqual([["churn-risk", MONDAY + 40 * DAY]]);
    expect(meets(MODEL, MONDAY + 41 * DAY)).toEqual([]);
  });

  it("speak once of the same silence, though another version should date it later", () => {
    const told = story()
      .take(order(MONDAY))
      .advance(MONDAY + 40 * DAY);
    expect(told.said).toEqual(["stay"]);
    const later = story(SLOWER);
    later.profile = told.profile;
    // What was said brings them back.
    later.take(view(MONDAY + 41 * DAY));
    expect(dates(later)).toEqual([]);
    expect(later.advance(MONDAY + 200 * DAY).said).toEqual([]);
    later.take(order(MONDAY + 210 * DAY));
    expect(later.advance(MONDAY + 400 * DAY).said).toEqual(["again", "stay"]);
  });

  it("don't speak where the model in force by then says that it never comes", () => {
    const told = story().take(order(MONDAY));
    const never = story(
      aScoring({
        purchaseTiming: { ...aPurchaseTimingModel("v3", 20 * DAY), aliveUntil: () => Number.POSITIVE_INFINITY },
      }),
    );
    never.profile = told.profile;
    for (const [id, timer] of told.timers) never.timers.set(id, timer);
    expect(never.advance(MONDAY + 100 * DAY).said).toEqual([]);
    expect(dates(never)).toEqual([]);
  });

  it("wait on where the model in force by then, or an order told late, says so", () => {
    const told = story().take(order(MONDAY));
    const by = (scoring: Scoring) => {
      const later = story(scoring);
      later.profile = told.profile;
      for (const [id, timer] of told.timers) later.timers.set(id, timer);
      return later;
    };
    const slower = by(SLOWER).advance(MONDAY + 59 * DAY);
    expect(slower.said).toEqual([]);
    expect(dates(slower)).toEqual([["churn-risk", MONDAY + 60 * DAY]]);
    expect(slower.advance(MONDAY + 60 * DAY).said).toEqual(["stay"]);
    const imported = by(MODEL).take(order(MONDAY + 10 * DAY, { history: true }));
    expect(imported.advance(MONDAY + 49 * DAY).said).toEqual([]);
    expect(imported.advance(MONDAY + 50 * DAY + HOUR).said).toEqual(["stay"]);
    // What was dated by a model that is gone keeps its date.
    expect(by(NO_SCORING).advance(MONDAY + 40 * DAY).said).toEqual(["stay"]);
  });
});
