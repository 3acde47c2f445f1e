import { describe, expect, it } from "vitest";
import { aDraft, aLedger } from "../../../test/harness/draft-of.js";
import { aChannel, anAction, anEngineContext, aTreatment, MONDAY } from "../../../test/harness/engine-context.js";
import type { ConsentStatement } from "../../domain/consent.js";
import type { Option } from "../../domain/consideration.js";
import type { Channel } from "../../domain/message.js";
import { consentEntryOf, consentPolicy } from "./consent.js";

const base = anEngineContext();
const context = anEngineContext({
  channels: new Map([
    ["email", aChannel("email", { consent: "required" })],
    ["onsite", aChannel("onsite")],
  ]),
  consent: {
    ...base.consent,
    purposes: new Map([
      ["marketing", "channel"],
      ["health", "required"],
      ["orders", "implied"],
    ]),
  },
});
const option = (channel: Channel, purpose = "marketing"): Option => ({
  action: anAction({ purpose }),
  treatment: aTreatment(channel),
});
const codeOf = (said: Partial<ConsentStatement>[], channel: Channel, purpose?: string) =>
  consentPolicy(aDraft({ consent: aLedger(...said) }), option(channel, purpose), context, MONDAY)?.code;

describe("consent", () => {
  it("is asked for as the purpose says, by the channel's own rule, and always for a purpose that nobody declared", () => {
    expect(codeOf([], "email")).toBe("consent.unknown");
    expect(codeOf([], "onsite")).toBeUndefined();
    expect(codeOf([], "onsite", "health")).toBe("consent.unknown");
    expect(codeOf([], "email", "orders")).toBeUndefined();
    expect(codeOf([], "onsite", "research")).toBe("consent.unknown");
  });

  it("is not asked for what a contract needs, but a refusal counts there too", () => {
    expect(codeOf([], "email", "transactional")).toBeUndefined();
    expect(codeOf([{ purpose: "transactional", granted: false }], "email", "transactional")).toBe("consent.denied");
    expect(codeOf([{ granted: false }], "email", "transactional")).toBeUndefined();
  });

  it("follows what the person said of this purpose on this channel", () => {
    expect(codeOf([{}], "email")).toBeUndefined();
    expect(codeOf([{}], "email", "health")).toBe("consent.unknown");
    expect(codeOf([{ channel: "onsite", granted: false }], "onsite")).toBe("consent.denied");
    expect(codeOf([{ purpose: "*", channel: "*", granted: false }], "onsite")).toBe("consent.denied");
  });

  it("is none after it has run out; where it is implied, it is so again", () => {
    const agreed = (validUntil: number) => [{ validUntil }, { channel: "onsite" as const, validUntil }];
    expect(codeOf(agreed(MONDAY + 1), "email")).toBeUndefined();
    expect(codeOf(agreed(MONDAY), "email")).toBe("consent.expired");
    expect(codeOf(agreed(MONDAY), "onsite")).toBeUndefined();
  });

  it("is nothing on a channel without a policy", () => {
    expect(codeOf([{ channel: "sms" }], "sms")).toBe("consent.unknown");
  });

  it("cites the entry that decides", () => {
    const consent = aLedger({ granted: false }, { time: 2 });
    const cited = consentEntryOf(aDraft({ consent }), option("email"), context, MONDAY);
    expect(cited).toEqual({ place: 1, hash: consent.entries[1]?.hash });
    expect(consentEntryOf(aDraft({ consent }), option("onsite"), context, MONDAY)).toBeUndefined();
  });
});
