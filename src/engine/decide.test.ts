import { describe, expect, it } from "vitest";
import { aPerson } from "../../test/harness/decide-once.js";
import {
  type ActionOverrides,
  aChannel,
  anAction,
  anEngineContext,
  aPredicate,
  aTreatment,
  MONDAY,
} from "../../test/harness/engine-context.js";
import type { EngineContext } from "../domain/context.js";
import type { Decision } from "../domain/decision.js";
import { isInArm } from "../domain/experiment.js";
import { knownPerson, type PersonKey } from "../domain/person.js";
import { DAY, HOUR } from "../domain/time.js";

const offer = (overrides: ActionOverrides = {}) => anAction({ id: "offer", ...overrides });
const under = (actions: EngineContext["actions"], overrides: Partial<EngineContext> = {}) =>
  anEngineContext({ actions, ...overrides });
const exploring = (gamma: number, leavingCost = 0): Pick<EngineContext, "arbitration"> => ({
  arbitration: { ...anEngineContext().arbitration, gamma, leavingCost },
});
const codes = ({ candidates }: Decision) => candidates.map(({ action, stage, code }) => [action, stage, code]);
const sumOf = ({ candidates, silenceProbability }: Decision) =>
  candidates.reduce((sum, { probability }) => sum + probability, silenceProbability);
function somebody(arm: EngineContext["holdout"], isIn = true): PersonKey {
  const people = Array.from({ length: 100 }, (_, n) => knownPerson(`p${n}`));
  return people.find((person) => isInArm(arm, person) === isIn) as PersonKey;
}

describe("a decision", () => {
  it("takes the highest score and says who came second, and why the others fell out", () => {
    const context = under(
      [
        offer({ id: "low", value: 1, treatments: [aTreatment("onsite"), aTreatment("email")] }),
        offer({ id: "high", value: 2, lever: 3, treatments: [aTreatment("onsite")] }),
      ],
      {
        channels: new Map([
          ["email", aChannel("email", { addressTrait: "email" })],
          ["onsite", aChannel("onsite")],
        ]),
      },
    );
    const { decision, message, totals } = aPerson(context).decide();
    expect(decision).toMatchObject({
      outcome: "message",
      reason: "ok.chosen",
      winner: "high/by-onsite",
      runnerUp: "low/by-onsite",
      contextVersion: "test",
      population: "",
      subject: "",
      ref: "w1800000",
      time: MONDAY,
      mode: "best",
      selectionProbability: 1,
      silenceProbability: 0,
      segments: [],
      message: message?.id,
    });
    expect(codes(decision)).toEqual([
      ["low", "arbitration", "arbitration.outranked"],
      ["low", "eligibility", "channel.no-address"],
      ["high", "emitted", "ok.chosen"],
    ]);
    expect(decision.candidates[2]).toMatchObject({ p: 0.05, c: 1, v: 2, l: 3, priority: 0.05 * 6, probability: 1 });
    expect(decision.margin).toBeCloseTo(0.05 * 5, 9);
    expect(message).toMatchObject({
      person: "u:ada",
      channel: "onsite",
      action: "high",
      class: "promotional",
      topic: "shop",
      step: 0,
      expiresAt: MONDAY + DAY,
      copy: { title: "Hello", body: "Plain words" },
    });
    expect(totals).toEqual({
      "occasions.cart-abandoned": 1,
      decisions: 1,
      "messages.onsite": 1,
      "reasons.ok.chosen": 1,
      "reasons.arbitration.outranked": 1,
      "reasons.channel.no-address": 1,
    });
  });

  it("counts by action how far it came, and what was relevant to somebody who has never been told", () => {
    const context = under(
      [
        offer({ id: "told", value: 100 }),
        offer({ id: "outranked" }),
        offer({ id: "irrelevant", trigger: { when: aPredicate(() => false) } }),
      ],
      { caps: [{ id: "one", classes: [], count: 1, window: { kind: "rolling", ms: DAY } }] },
    );
    const person = aPerson(context);
    const coverage = (learnt: Readonly<Record<string, number>>) =>
      Object.keys(learnt).flatMap((key) => (key.startsWith("coverage/") ? [key.slice("coverage/".length)] : []));
    expect(coverage(person.decide().learnt).sort()).toEqual([
      "irrelevant.considered",
      "outranked.considered",
      "outranked.relevant",
      "outranked.untold",
      "told.considered",
      "told.relevant",
      "told.told",
    ]);
    const capped = coverage(person.decide({ time: MONDAY + HOUR }).learnt);
    expect(capped).toContain("outranked.untold");
    expect(capped).toContain("told.relevant");
    expect(capped).not.toContain("told.untold");
  });

  it("is silence where nothing may be said, and a record all the same", () => {
    const context = under([offer()], { channels: new Map([["email", aChannel("email", { consent: "required" })]]) });
    const { decision, message, totals } = aPerson(context).decide();
    expect(decision).toMatchObject({
      outcome: "silence",
      reason: "silence.no-candidate",
      selectionProbability: 1,
      silenceProbability: 1,
      candidates: [{ stage: "consent", code: "consent.unknown", probability: 0 }],
    });
    expect(decision).not.toHaveProperty("winner");
    expect(decision).not.toHaveProperty("runnerUp");
    expect(message).toBeUndefined();
    expect(totals["reasons.silence.no-candidate"]).toBe(1);
  });

  it("is silence where nothing is worth what it costs: saying nothing saves the hazard of losing the person", () => {
    const person = aPerson(under([offer({ value: 1 })], exploring(Number.POSITIVE_INFINITY, 1_000)));
    const { decision, message, totals } = person.decide();
    expect(decision).toMatchObject({
      outcome: "silence",
      reason: "silence.better",
      silenceProbability: 1,
      runnerUp: "offer/by-email",
      candidates: [{ stage: "arbitration", code: "arbitration.not-worth-it" }],
    });
    expect(decision.margin).toBeGreaterThan(0);
    expect(message).toBeUndefined();
    expect(totals["reasons.silence.better"]).toBe(1);
    expect(person.read("contacts")).toEqual([]);
  });

  it("is none where no action is about the moment", () => {
    const context = under([offer({ trigger: { of: ["vip"] } })]);
    const { decision, totals } = aPerson(context).decide({ subject: "staff" });
    expect(decision).toBeUndefined();
    expect(totals).toEqual({ "reasons.occasion.no-action": 1 });
  });

  it("has an id that hangs on the person, the moment and its event alone", () => {
    const id = (cause: string, ref = "w1") => aPerson(under([offer()])).decide({ cause, ref }).decision.id;
    expect(id("event-1")).toBe(id("event-1"));
    expect(id("event-1")).toMatch(/^[0-9a-z]+-[0-9a-z]+$/);
    expect(new Set([id("event-1"), id("event-2"), id("event-1", "w2")]).size).toBe(3);
  });

  it("leaves a trace: the contact with what is learnt of it, the response, the cart that was announced", () => {
    const person = aPerson(under([offer()]));
    const { message, learnt } = person.decide();
    expect(person.read("contacts")).toMatchObject([
      {
        channel: "email",
        action: "offer",
        treatment: "by-email",
        topic: "shop",
        group: "abandonment",
        class: "promotional",
        time: MONDAY,
        message: message?.id,
        outcome: 0,
      },
    ]);
    expect(person.read("contacts")[0]?.features).not.toBe("");
    expect(learnt["arms/offer/by-email.sent"]).toBe(1);
    expect(person.read("responses").counts[0]).toBe(1);
    expect(person.read("cart").announced).toEqual(["w1800000"]);
  });

  it("names the caps as they were before, and the consent that the message rests on", () => {
    const cap = {
      id: "shop-a-week",
      classes: ["promotional"],
      count: 2,
      window: { kind: "rolling", ms: 7 * DAY },
    } as const;
    const person = aPerson(under([offer()], { caps: [cap] }));
    expect(person.decide().decision.caps).toContainEqual({ cap: "shop-a-week", used: 0, limit: 2 });
    const second = person.decide({ time: MONDAY + HOUR }).decision;
    expect(second.caps).toContainEqual({ cap: "shop-a-week", used: 1, limit: 2 });
    expect(second).not.toHaveProperty("consent");
  });
});

describe("what a person is owed", () => {
  it("goes before what the shop wants, costs or not, and is never drawn against", () => {
    const actions = [
      offer({ id: "sale", value: 1_000 }),
      offer({ id: "help", class: "service", value: 1 }),
      offer({ id: "receipt", class: "transactional", value: 0 }),
    ];
    const context = under(actions, { ...exploring(0.1, 10_000), control: { share: 1, salt: "control" } });
    const { decision } = aPerson(context).decide();
    expect(decision).toMatchObject({
      winner: "receipt/by-email",
      runnerUp: "help/by-email",
      mode: "best",
      selectionProbability: 1,
      silenceProbability: 0,
    });
    expect(codes(decision).map(([, , code]) => code)).toEqual([
      "arbitration.outranked",
      "arbitration.outranked",
      "ok.chosen",
    ]);
  });
});

describe("chance", () => {
  const context = under([offer({ id: "a", value: 3 }), offer({ id: "b", value: 2 })], exploring(2));

  it("chooses with probabilities that are known, and the same for the same event", () => {
    const chosen = new Map<string, number>();
    for (let n = 0; n < 600; n++) {
      const { decision } = aPerson(context).decide({ cause: `e-${n}` });
      expect(sumOf(decision)).toBeCloseTo(1, 12);
      const winner = decision.candidates.find(({ code }) => code === "ok.chosen");
      expect(decision.selectionProbability).toBe(winner?.probability ?? decision.silenceProbability);
      const name = decision.winner ?? "silence";
      chosen.set(name, (chosen.get(name) ?? 0) + 1);
      if (n < 5) expect(aPerson(context).decide({ cause: `e-${n}` }).decision).toEqual(decision);
    }
    const { decision } = aPerson(context).decide();
    const expected = new Map([
      ["a/by-email", decision.candidates[0]?.probability as number],
      ["b/by-email", decision.candidates[1]?.probability as number],
      ["silence", decision.silenceProbability],
    ]);
    for (const [name, probability] of expected) {
      expect(probability).toBeGreaterThan(0);
      // Four standard deviations of a binomial share of 600.
      const tolerance = 4 * Math.sqrt((probability * (1 - probability)) / 600);
      expect(Math.abs((chosen.get(name) ?? 0) / 600 - probability)).toBeLessThan(tolerance);
    }
  });

  it("says of the better ones that another was drawn, to learn", () => {
    const all = Array.from({ length: 60 }, (_, n) => aPerson(context).decide({ cause: `e-${n}` }).decision);
    const explored = all.find(({ winner }) => winner === "b/by-email") as Decision;
    expect(explored).toMatchObject({ mode: "explore", runnerUp: "a/by-email" });
    expect(explored.margin).toBeLessThan(0);
    expect(codes(explored)[0]).toEqual(["a", "arbitration", "arbitration.explored"]);
    const silent = all.find(({ outcome }) => outcome === "silence") as Decision;
    expect(silent).toMatchObject({ reason: "silence.drawn", mode: "explore", runnerUp: "a/by-email" });
  });

  it("is even in the control arm, which is what propensity is measured against", () => {
    const control = { share: 0.5, salt: "control" };
    const { decision } = aPerson({ ...context, control }, somebody(control)).decide();
    expect(decision.mode).toBe("control");
    for (const { probability } of decision.candidates) expect(probability).toBeCloseTo(1 / 3, 12);
    expect(aPerson({ ...context, control }, somebody(control, false)).decide().decision.mode).not.toBe("control");
  });
});

describe("the holdout", () => {
  const holdout = { share: 0.3, salt: "holdout" };
  const actions = [
    offer(),
    offer({ id: "exempt", holdoutExempt: true, value: 1 }),
    offer({ id: "learn", class: "education" }),
    offer({ id: "no-consent", treatments: [aTreatment("sms")] }),
  ];

  it("gets nothing that isn't exempt; who would have got nothing anyway keeps that reason", () => {
    const { decision } = aPerson(under(actions, { holdout }), somebody(holdout)).decide();
    expect(decision.winner).toBe("exempt/by-email");
    expect(codes(decision).map(([, , code]) => code)).toEqual([
      "experiment.holdout",
      "ok.chosen",
      "experiment.holdout",
      expect.not.stringMatching("experiment"),
    ]);
    const owed = under([offer({ class: "service" })], { holdout });
    expect(aPerson(owed, somebody(holdout)).decide().decision.outcome).toBe("message");
  });

  it("is counted from the first decision in which it mattered, like everybody else", () => {
    const context = under([offer()], { holdout });
    const [held, treated] = [true, false].map((isIn) => aPerson(context, somebody(holdout, isIn)));
    expect(held?.decide().learnt["experiment/holdout/held-out.people"]).toBe(1);
    expect(held?.decide({ time: MONDAY + HOUR }).learnt).toEqual({});
    expect(treated?.decide().learnt["experiment/holdout/treated.people"]).toBe(1);
  });
});

describe("an experiment", () => {
  it("is named in the record, and counted from the first decision", () => {
    const variant = (name: string, from: number, to: number) =>
      offer({ variantOf: { experiment: "words", variant: name, from, to, salt: "words" } });
    const context = under([variant("short", 0, 10_000), variant("long", 10_000, 10_000)]);
    const { decision, learnt } = aPerson(context).decide();
    expect(decision.variants).toEqual(["words/short"]);
    expect(decision.candidates).toHaveLength(1);
    expect(learnt["experiment/words/short.people"]).toBe(1);
  });
});
