import { describe, expect, it } from "vitest";
import { aChannel, anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { Moment, Option } from "../../domain/consideration.js";
import type { Channel } from "../../domain/message.js";
import { DAY } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { applicabilityPolicy } from "./applicability.js";
import { consentPolicy } from "./consent.js";
import { boundContacts, contactPolicy, recordContact } from "./contact-policy.js";
import { addressOf, eligibilityPolicy } from "./eligibility.js";

const moment: Moment = {
  occasion: "cart-abandoned",
  ref: "w1",
  cause: "e",
  time: MONDAY,
  items: ["s1"],
  justBought: false,
  value: 20,
};
const option = (channel: Channel, action = anAction()): Option => ({ action, treatment: aTreatment(channel) });
const draft = () => new Draft(EMPTY_PROFILE, "u:ada");

describe("consent", () => {
  const context = anEngineContext({
    channels: new Map([
      ["email", aChannel("email", { consent: "required" })],
      ["onsite", aChannel("onsite")],
    ]),
  });

  it("is silence where nobody agreed and agreement is required", () => {
    expect(consentPolicy(draft(), option("email"), context)?.code).toBe("consent.unknown");
    expect(consentPolicy(draft(), option("onsite"), context)).toBeUndefined();
    expect(consentPolicy(draft(), option("sms"), context)?.code).toBe("consent.unknown");
  });

  it("follows what the person said", () => {
    const asked = draft();
    asked
      .write("consent")
      .push({ granted: true, time: 1, source: "" }, undefined, undefined, { granted: false, time: 1, source: "" });
    expect(consentPolicy(asked, option("email"), context)).toBeUndefined();
    expect(consentPolicy(asked, option("onsite"), context)?.code).toBe("consent.denied");
  });
});

describe("eligibility", () => {
  const context = anEngineContext({
    channels: new Map([
      ["email", aChannel("email", { addressTrait: "email" })],
      ["onsite", aChannel("onsite")],
    ]),
  });

  it("asks for the least value", () => {
    const code = (value: number) =>
      eligibilityPolicy(draft(), option("onsite", anAction({ minimumValue: 20 })), context, { ...moment, value })?.code;
    expect([code(19.99), code(20)]).toEqual(["eligibility.value", undefined]);
  });

  it("asks for an address where the channel has one, and not for one that failed", () => {
    const person = draft();
    expect(eligibilityPolicy(person, option("email"), context, moment)?.code).toBe("channel.no-address");
    person.write("traits").push({ key: "email", value: "a@example.com", time: 1 });
    expect(eligibilityPolicy(person, option("email"), context, moment)).toBeUndefined();
    expect(addressOf(person, "email", context)).toBe("a@example.com");
    person.write("failures").push(MONDAY);
    expect(addressOf(person, "email", context)).toBeUndefined();
  });
});

it("does not speak of what was just bought", () => {
  expect(applicabilityPolicy({ ...moment, items: [], justBought: true })?.code).toBe("applicability.just-bought");
  expect(applicabilityPolicy({ ...moment, justBought: true })).toBeUndefined();
  expect(applicabilityPolicy({ ...moment, items: [] })).toBeUndefined();
});

describe("contact policy", () => {
  const context = anEngineContext({
    channels: new Map([
      ["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })],
      ["onsite", aChannel("onsite")],
    ]),
  });
  const sent = (...times: number[]) => {
    const person = draft();
    for (const time of times)
      recordContact(person, { channel: "email", action: "cart-reminder", time, message: `m${time}` }, context);
    return person;
  };

  it("caps in the rolling window, exact to the ms", () => {
    const code = (first: number) => contactPolicy(sent(first, MONDAY - 5), option("email"), context, moment)?.code;
    expect(code(MONDAY - DAY)).toBeUndefined();
    expect(code(MONDAY - DAY + 1)).toBe("contact.cap");
    expect(contactPolicy(sent(MONDAY - 3, MONDAY - 5), option("onsite"), context, moment)).toBeUndefined();
    expect(contactPolicy(sent(MONDAY + 3, MONDAY + 5), option("email"), context, moment)?.code).toBe("contact.cap");
  });

  it("keeps an action's cool-down, on whatever channel it was said", () => {
    const action = anAction({ coolDownMs: DAY });
    expect(contactPolicy(sent(MONDAY - DAY + 1), option("onsite", action), context, moment)?.code).toBe(
      "contact.cool-down",
    );
    expect(contactPolicy(sent(MONDAY - DAY), option("onsite", action), context, moment)).toBeUndefined();
  });

  it("never forgets what a cap is counted from", () => {
    const small = anEngineContext({
      limits: { ...context.limits, contacts: 1 },
      channels: new Map([
        ["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })],
        ["onsite", aChannel("onsite", { cap: { count: 1, windowMs: DAY } })],
      ]),
    });
    const person = draft();
    person
      .write("contacts")
      .push(
        ...[1, 2].map((time) => ({ channel: "email" as const, action: "a", time, message: `e${time}` })),
        ...[3, 4, 5, 6].map((time) => ({ channel: "onsite" as const, action: "a", time, message: `o${time}` })),
      );
    boundContacts(person, small);
    expect(person.read("contacts").map((contact) => contact.message)).toEqual(["e1", "e2", "o6"]);
  });
});
