import { describe, expect, it } from "vitest";
import { aView } from "../../../test/harness/draft-of.js";
import {
  aMoment,
  anAction,
  anEngineContext,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { Ledger } from "../../../test/harness/ledger.js";
import { FEATURES } from "../../domain/arm-features.js";
import { hash32 } from "../../domain/hash.js";
import type { Statistics } from "../../domain/population.js";
import { MINUTE } from "../../domain/time.js";
import { type Weighed, weigh } from "../arbitrate/weigh.js";
import { recordContact } from "../policies/contact-ring.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { contactFeatures } from "./contact-features.js";
import { learnFrom } from "./learn-from.js";
import { noteSent } from "./note-sent.js";
import { populationOf } from "./population-of.js";
import { readPopulation } from "./read-population.js";

const ACTIONS = ["warm", "cold"].map((id) => anAction({ id }));
const CONTEXT = anEngineContext({ actions: ACTIONS });
const WITH_CART = aView({ cart: { count: 1 }, standing: { lifecycle: "active" }, value: { tier: "low" } });
const WITHOUT = aView({ standing: { lifecycle: "active" }, value: { tier: "low" } });

/** Known rates: warm words work four times as often as cold ones, and twice as often with a full cart as without. */
const RATES = { warm: { cart: 0.32, none: 0.16 }, cold: { cart: 0.08, none: 0.04 } } as const;

/** Sends so many messages to as many people; each answers by its rate. */
function campaign(messages: number): Ledger {
  const ledger = new Ledger();
  for (let i = 0; i < messages; i++) {
    const draft = new Draft(EMPTY_PROFILE, `u:${i}`);
    const action = ACTIONS[i % 2] as (typeof ACTIONS)[number];
    const hasCart = i % 4 < 2;
    const treatment = aTreatment("email");
    const view = hasCart ? WITH_CART : WITHOUT;
    const { id, topic, group } = action;
    const contact = {
      ...{ channel: "email" as const, action: id, treatment: treatment.id, topic, group, class: action.class },
      ...{ time: MONDAY, message: `m${i}`, outcome: 0, predictions: [] },
      ...contactFeatures(draft, { action, treatment }, CONTEXT, aMoment(), view),
    };
    recordContact(draft, contact, CONTEXT);
    noteSent(contact, ledger);
    const rate = RATES[id as keyof typeof RATES][hasCart ? "cart" : "none"];
    if (hash32(`answer-${i}`) / 2 ** 32 < rate) {
      learnFrom(draft, aTrack("Email Link Clicked", MONDAY + MINUTE, { message_id: `m${i}` }), CONTEXT, ledger);
    }
    draft.discard();
  }
  return ledger;
}

const LEARNT = campaign(8_000).statistics;

function propensity(statistics: Statistics, id: "warm" | "cold", view: typeof WITH_CART) {
  const population = readPopulation(populationOf(statistics, CONTEXT, MONDAY));
  const action = ACTIONS.find((each) => each.id === id) as (typeof ACTIONS)[number];
  const option = { action, treatment: aTreatment("email") };
  const context = { ...CONTEXT, population };
  const scene = { draft: new Draft(EMPTY_PROFILE, "u:new"), moment: aMoment(), view, context };
  return (weigh([option], scene)[0] as Weighed).factors;
}

describe("what everybody's answers add up to", () => {
  it("converges on the arms' and contexts' rates", () => {
    for (const id of ["warm", "cold"] as const) {
      const { cart, none } = RATES[id];
      const withCart = propensity(LEARNT, id, WITH_CART);
      expect(withCart.model).toBe("linear");
      expect(withCart.evidence).toBe(0);
      expect(withCart.p).toBeGreaterThan(cart * 0.8);
      expect(withCart.p).toBeLessThan(cart * 1.2);
      expect(propensity(LEARNT, id, WITHOUT).p).toBeGreaterThan(none * 0.8);
      expect(propensity(LEARNT, id, WITHOUT).p).toBeLessThan(none * 1.2);
    }
  });

  it("is the prior before anything was sent, and moves with what was", () => {
    expect(propensity(new Map(), "warm", WITH_CART)).toMatchObject({ p: 0.05, model: "prior" });
    const distances = [40, 400, 4_000].map((messages) =>
      Math.abs(propensity(campaign(messages).statistics, "warm", WITH_CART).p - RATES.warm.cart),
    );
    expect(distances.toSorted((a, b) => b - a)).toEqual(distances);
  });
});

describe("the snapshot", () => {
  const bytes = populationOf(LEARNT, CONTEXT, MONDAY);

  it("has equal bytes for equal numbers, in whatever order they come", () => {
    const reversed = new Map([...LEARNT].reverse().map(([group, numbers]) => [group, new Map([...numbers].reverse())]));
    expect(populationOf(reversed, CONTEXT, MONDAY)).toEqual(bytes);
  });

  it("has the same version while it says the same, and another when it does not", () => {
    const { version, time } = readPopulation(bytes);
    expect(time).toBe(MONDAY);
    expect(readPopulation(populationOf(LEARNT, CONTEXT, MONDAY + MINUTE)).version).toBe(version);
    expect(readPopulation(populationOf(campaign(10).statistics, CONTEXT, MONDAY)).version).not.toBe(version);
  });

  it("keeps only arms that are configured", () => {
    const only = { ...CONTEXT, actions: ACTIONS.slice(0, 1) };
    const { arms, hazards, linear } = readPopulation(populationOf(LEARNT, only, MONDAY));
    expect([...arms.keys()]).toEqual(["warm/by-email", "warm/by-email@customer-low"]);
    expect(arms.get("warm/by-email")?.sent).toBe(4_000);
    expect(hazards.get("email/0")).toEqual({ sent: 8_000, left: 0 });
    expect(linear.get("email")).toMatchObject({ messages: 8_000 });
    expect(linear.get("email")?.means[FEATURES.indexOf("cart")]).toBe(127.5);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["no version", '{"arms":{},"hazards":{},"linear":{},"rfm":null,"time":1}'],
    ["an arm that is none", '{"arms":{"a/b":[1]},"hazards":{},"linear":{},"rfm":null,"time":1,"version":"x"}'],
    ["a negative count", '{"arms":{"a/b":[1,-1]},"hazards":{},"linear":{},"rfm":null,"time":1,"version":"x"}'],
    [
      "a model of other features",
      '{"arms":{},"hazards":{},"linear":{"email":{"means":[],"messages":1,"weights":[]}},"rfm":null,"time":1,"version":"x"}',
    ],
  ])("refuses %s", (_, text) => {
    expect(() => readPopulation(new TextEncoder().encode(text))).toThrow(
      expect.objectContaining({ code: "ATTUNE_POPULATION_UNREADABLE" }),
    );
  });
});

it("is readable when a message of before its channel was counted never left", () => {
  const statistics = new Map([
    ["channels", new Map([["email.sent", -1]])],
    ["arms/warm", new Map([["by-email.sent", -1]])],
    ["hazards", new Map([["email/0.sent", -1]])],
  ]);
  const { arms, channels, hazards } = readPopulation(populationOf(statistics, CONTEXT, MONDAY));
  expect([channels.get("email"), hazards.get("email/0")]).toEqual([
    { sent: 0, positive: 0 },
    { sent: 0, left: 0 },
  ]);
  expect([...arms.values()]).toEqual([{ sent: 0, positive: 0 }]);
});
