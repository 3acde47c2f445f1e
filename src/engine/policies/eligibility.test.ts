import { describe, expect, it } from "vitest";
import { aDraft, aTrait, aView } from "../../../test/harness/draft-of.js";
import {
  aChannel,
  aMoment,
  anAction,
  anEngineContext,
  aRule,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import type { Option } from "../../domain/consideration.js";
import { addressOf } from "./address.js";
import { eligibilityPolicy } from "./eligibility.js";

const context = anEngineContext({
  channels: new Map([
    ["email", aChannel("email", { addressTrait: "email" })],
    ["onsite", aChannel("onsite")],
  ]),
});
const onsite = (action = anAction()): Option => ({ action, treatment: aTreatment("onsite") });

describe("eligibility", () => {
  it("asks for the least value", () => {
    const option = onsite(anAction({ trigger: { minimumValue: 20 } }));
    const code = (value: number) => eligibilityPolicy(aDraft(), option, context, aMoment({ value }), aView())?.code;
    expect([code(19.99), code(20)]).toEqual(["eligibility.value", undefined]);
  });

  it("ends at the first rule that does not hold, and names it", () => {
    const rule = aRule("adults", (view) => view.person.age >= 18);
    const option = onsite(
      anAction({ policy: { eligibility: [{ ...rule, say: "only for adults" }], applicability: [], suitability: [] } }),
    );
    const refusal = (age: number) =>
      eligibilityPolicy(aDraft(), option, context, aMoment(), aView({ person: { age } }));
    expect(refusal(18)).toBeUndefined();
    expect(refusal(17)).toEqual({
      stage: "eligibility",
      code: "eligibility.rule",
      detail: "adults: only for adults",
    });
  });

  it("asks for an address where the channel has one, and not for one that failed", () => {
    const option = { action: anAction(), treatment: aTreatment("email") };
    const person = aDraft();
    expect(eligibilityPolicy(person, option, context, aMoment(), aView())?.code).toBe("channel.no-address");
    person.write("traits").push(aTrait("email", "a@example.com"));
    expect(eligibilityPolicy(person, option, context, aMoment(), aView())).toBeUndefined();
    expect(addressOf(person, "email", context)).toBe("a@example.com");
    person.write("failures").push(MONDAY);
    expect(addressOf(person, "email", context)).toBeUndefined();
  });
});
