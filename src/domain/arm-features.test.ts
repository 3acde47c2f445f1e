import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aView } from "../../test/harness/draft-of.js";
import { aMoment, anAction, anEngineContext, aTreatment, MONDAY } from "../../test/harness/engine-context.js";
import { Draft } from "../engine/profile/draft.js";
import { EMPTY_PROFILE } from "../engine/profile/stored-profile.js";
import { armFeatures, cellOf, FEATURES, packFeatures, pressureBucket, unpackFeatures } from "./arm-features.js";
import { LIFECYCLES } from "./policy.js";
import { NEVER_DAYS } from "./view.js";

const OPTION = { action: anAction(), treatment: aTreatment("email") };
const CONTEXT = anEngineContext();

function features(draft: Draft, view = aView(), moment = aMoment()): Record<string, number> {
  const values = armFeatures(draft, OPTION, CONTEXT, moment, view);
  return Object.fromEntries(FEATURES.map((name, at) => [name, values[at] as number]));
}

describe("the features of saying something", () => {
  it("are those of somebody of whom nothing is known", () => {
    const never = aView({ activity: { daysSinceSeen: NEVER_DAYS } });
    expect(features(new Draft(EMPTY_PROFILE, "u:ada"), never)).toEqual({
      bias: 255,
      "hour-sin": 128,
      "hour-cos": 255,
      weekend: 0,
      recency: 0,
      visits: 0,
      orders: 0,
      "price-tier": 128,
      "click-rate": Math.round(Math.sqrt(0.05) * 255),
      pressure: 0,
      cart: 0,
      interest: 0,
      abandoned: 255,
      present: 0,
    });
  });

  it("tell people, hours and occasions apart", () => {
    const draft = new Draft(EMPTY_PROFILE, "u:ada");
    draft.putInCart({ item: "shoe", quantity: 1, price: 50, category: "shoes", name: "Shoe", time: MONDAY }, 20);
    const view = aView({
      activity: { daysSinceSeen: 7, recentSessions: 31 },
      orders: { count: 3 },
      interests: { categories: new Map([["shoes", 0.4]]) },
      cart: { count: 1 },
      value: { tier: "high" },
      moment: { hour: 6, weekday: 7 },
    });
    expect(features(draft, view, aMoment({ occasion: "visit" }))).toMatchObject({
      "hour-sin": 255,
      "hour-cos": 128,
      weekend: 255,
      recency: 128,
      visits: 255,
      orders: 102,
      "price-tier": 255,
      cart: 255,
      interest: 102,
      abandoned: 0,
      present: 255,
    });
  });

  it("are kept as one character each, whatever they are", () => {
    const values = fc.array(fc.integer({ min: 0, max: 255 }), {
      minLength: FEATURES.length,
      maxLength: FEATURES.length,
    });
    fc.assert(
      fc.property(values, (each) => {
        expect(unpackFeatures(packFeatures(each))).toEqual(each);
      }),
    );
    expect(unpackFeatures("")).toBeUndefined();
  });
});

it("a cell is one of twelve", () => {
  const cells = LIFECYCLES.flatMap((lifecycle) =>
    ["", "low", "middle", "high"].map((tier) => cellOf(aView({ standing: { lifecycle }, value: { tier } }))),
  );
  expect(new Set(cells).size).toBe(12);
  expect(cellOf(aView({ standing: { lifecycle: "lapsed" } }))).toBe("away-any");
});

it("pressure has five buckets", () => {
  expect([0, 1, 2, 3, 4, 5, 9].map((messages) => pressureBucket("sms", messages))).toEqual([
    ...["sms/0", "sms/1", "sms/2", "sms/3-4", "sms/3-4", "sms/5+", "sms/5+"],
  ]);
});
