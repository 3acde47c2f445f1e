import { describe, expect, it } from "vitest";
import { aContact, aView } from "../../../test/harness/draft-of.js";
import {
  aMoment,
  anAction,
  anEngineContext,
  aPredicate,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { FEATURES, MOST } from "../../domain/arm-features.js";
import type { EngineContext } from "../../domain/context.js";
import { CHANNELS } from "../../domain/message.js";
import { NO_POPULATION, type Population } from "../../domain/population.js";
import { DAY, HOUR } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { choose } from "./choose.js";
import { type Weighed, weigh } from "./weigh.js";

/** Somebody with these messages and clicks by e-mail, as of MONDAY. */
function aPerson({ sent = 0, clicked = 0, contacts = 0 } = {}): Draft {
  const draft = new Draft(EMPTY_PROFILE, "u:ada");
  if (sent > 0) {
    const responses = draft.write("responses");
    responses.at = MONDAY;
    responses.counts = CHANNELS.flatMap((channel) =>
      channel === "email" ? [sent, sent, clicked, clicked] : [0, 0, 0, 0],
    );
  }
  for (let i = contacts; i > 0; i--) draft.write("contacts").push(aContact(MONDAY - i * HOUR));
  return draft;
}

const OPTION = { action: anAction(), treatment: aTreatment("email") };
const VIEW = aView({ standing: { lifecycle: "active" }, value: { tier: "high" } });
const under = (population: Partial<Population>, overrides: Partial<EngineContext> = {}): EngineContext =>
  anEngineContext({ ...overrides, population: { ...NO_POPULATION, ...population } });
const factors = (context: EngineContext, draft = aPerson(), moment = aMoment(), option = OPTION, view = VIEW) =>
  (weigh([option], { draft, moment, view, context })[0] as Weighed).factors;

describe("propensity", () => {
  it("begins with the channel's prior, or the treatment's own", () => {
    expect(factors(anEngineContext())).toMatchObject({ p: 0.05, model: "prior", evidence: 0 });
    const treatment = aTreatment("email", { prior: 0.2 });
    expect(factors(anEngineContext(), aPerson(), aMoment(), { ...OPTION, treatment }).p).toBe(0.2);
  });

  it("is the arm's posterior: (30 + 0.05 x 10) / (90 + 10)", () => {
    const context = under({ arms: new Map([["cart-reminder/by-email", { sent: 90, positive: 30 }]]) });
    expect(factors(context)).toMatchObject({ model: "beta", evidence: 0 });
    expect(factors(context).p).toBeCloseTo(0.305, 12);
  });

  it("moves to the cell's rate as far as cells differ", () => {
    const cells = (here: number, there: number) =>
      under({
        arms: new Map([
          ["cart-reminder/by-email", { sent: 2_000, positive: here + there }],
          ["cart-reminder/by-email@customer-high", { sent: 1_000, positive: here }],
          ["cart-reminder/by-email@new-low", { sent: 1_000, positive: there }],
        ]),
      });
    // Apart: 40 % and 4 % of 1,000 each; moments: rho = (2 x 1000 x 0.18^2 / (0.22 x 0.78) - 1) / (2000 - 1000 - 1), strength 1 / rho - 1 < 20 -> 20
    const arm = (440 + 0.5) / 2_010;
    expect(factors(cells(400, 40)).p).toBeCloseTo((400 + 20 * arm) / 1_020, 10);
    // Alike: the cell is believed no further than a message in 11.
    const alike = (200 + 0.5) / 2_010;
    expect(factors(cells(100, 100)).p).toBeCloseTo((100 + 10_000 * alike) / 11_000, 10);
  });

  it("ends with the person's own clicks, and says which share of the evidence they are", () => {
    const context = under({ arms: new Map([["cart-reminder/by-email", { sent: 90, positive: 30 }]]) });
    const { p, evidence } = factors(context, aPerson({ sent: 30, clicked: 12 }));
    expect(p).toBeCloseTo((12 + 0.305 * 10) / 40, 6);
    expect(evidence).toBeCloseTo(30 / 40, 12);
    const later = aMoment({ time: MONDAY + 60 * DAY });
    expect(factors(context, aPerson({ sent: 30, clicked: 12 }), later).evidence).toBeCloseTo(15 / 25, 12);
  });

  it("is moved by the context's odds against the average message, never between arms", () => {
    const zeros = FEATURES.map(() => 0);
    const weights = zeros.with(0, 0.05).with(FEATURES.indexOf("cart"), 0.1).with(FEATURES.indexOf("abandoned"), 0.3);
    const means = zeros.with(0, MOST).with(FEATURES.indexOf("cart"), MOST / 2);
    const context = under({ linear: new Map([["email", { weights, means, messages: 1e9 }]]) });
    const person = aPerson();
    const withCart = factors(context, person, aMoment({ occasion: "visit" }), OPTION, aView({ cart: { count: 1 } }));
    expect(withCart.model).toBe("linear");
    const odds = (p: number) => p / (1 - p);
    // 0.15 here, 0.1 on average: of the occasion's own weight nothing is counted, it is in the arm's rate.
    expect(odds(withCart.p) / odds(0.05)).toBeCloseTo(odds(0.15) / odds(0.1), 6);
    const average = factors(context, person, aMoment(), OPTION, aView({ cart: { count: 0 } }));
    expect(average.p).toBeLessThan(0.05);
    expect(average.p).toBeGreaterThan(0.05 / 4);
  });

  it("stays within 0.0001 and 0.9999", () => {
    const sure = (positive: number) => under({ arms: new Map([["cart-reminder/by-email", { sent: 1e9, positive }]]) });
    expect(factors(sure(0)).p).toBe(0.0001);
    expect(factors(sure(1e9)).p).toBe(0.9999);
  });
});

describe("the score", () => {
  it("is priority x relevance - cost, the priority P x C x V x L", () => {
    const context = anEngineContext();
    const action = anAction({ value: 40, lever: 1.5, relevanceHalfLifeMs: DAY });
    const moment = aMoment({ openedAt: MONDAY - 2 * DAY });
    const arbitration = {
      ...context.arbitration,
      costs: { ...context.arbitration.costs, email: 0.01 },
      leavingCost: 20,
      weights: [
        { when: aPredicate(() => true), target: { group: "abandonment" }, weight: 50 },
        { when: aPredicate(({ moment: { value } }) => value > 0), target: { action: "cart-reminder" }, weight: 5 },
        { when: aPredicate(() => true), target: { issue: "retention" }, weight: 500 },
        { when: aPredicate(() => false), target: {}, weight: 500 },
      ],
    };
    const view = aView({ moment: { value: 50 } });
    const result = factors({ ...context, arbitration }, aPerson(), moment, { ...OPTION, action }, view);
    expect(result).toMatchObject({ p: 0.05, v: 40, l: 1.5, relevance: 0.25 });
    expect(result.c).toBeCloseTo(1.55, 12);
    expect(result.priority).toBeCloseTo(0.05 * 1.55 * 40 * 1.5, 12);
    expect(result.cost).toBeCloseTo(0.01 + 0.001 * 20, 12);
    expect(result.score).toBeCloseTo(result.priority * 0.25 - result.cost, 12);
  });

  it("lets silence win where people leave under this pressure", () => {
    const base = anEngineContext();
    const context = under(
      {
        hazards: new Map([
          ["email/5+", { sent: 9_000, left: 599 }],
          ["email/1", { sent: 9_000, left: 0 }],
        ]),
      },
      { arbitration: { ...base.arbitration, leavingCost: 20 } },
    );
    const chosen = (contacts: number): number => {
      const { score } = factors(context, aPerson({ contacts }));
      return choose([score], "s", { gamma: Number.POSITIVE_INFINITY, control: false }).chosen;
    };
    // (599 + 0.001 x 1000) / (9000 + 1000) = 0.06 of 20 against 0.05 of 10
    expect(factors(context, aPerson({ contacts: 6 })).cost).toBeCloseTo(1.2, 12);
    expect(chosen(1)).toBe(0);
    expect(chosen(6)).toBe(-1);
  });
});
