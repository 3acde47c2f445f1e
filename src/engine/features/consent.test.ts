import { describe, expect, it } from "vitest";
import { aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import { inForce, verifyLedger } from "../../domain/consent.js";
import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import type { Channel } from "../../domain/message.js";
import { DAY } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { StepOutput } from "../step-output.js";
import { applyFeatures } from "./apply.js";

const base = anEngineContext();
const context = anEngineContext({
  consent: {
    ...base.consent,
    categories: new Map([
      ["ads", ["marketing"]],
      ["tracking", ["marketing", "profiling"]],
    ]),
  },
});

function ledgerAfter(...events: SegmentEvent[]) {
  const draft = new Draft(EMPTY_PROFILE, "u:ada");
  for (const event of events) applyFeatures(draft, event, context, new StepOutput());
  const ledger = draft.read("consent");
  expect(verifyLedger(ledger)).toBe(true);
  return ledger;
}

function stateAfter(channel: Channel, ...events: SegmentEvent[]) {
  return inForce(ledgerAfter(...events), "marketing", channel, MONDAY + DAY).state;
}

const identify = (traits: JsonObject, time = MONDAY) => anEvent({ type: "identify", traits, time });

describe("statements about consent", () => {
  const granted = aTrack("Consent Granted", MONDAY, { channel: "email" });
  const denied = aTrack("Consent Denied", MONDAY + 1, { channel: "email" });

  it("count by their time, of two at once the refusal", () => {
    expect(stateAfter("email", granted, denied)).toBe("denied");
    expect(stateAfter("email", denied, granted)).toBe("denied");
    expect(stateAfter("email", identify({ consent: { email: true } }, MONDAY + 2), denied)).toBe("granted");
    expect(stateAfter("email", granted, aTrack("Unsubscribed", MONDAY))).toBe("denied");
    expect(stateAfter("email", granted, aTrack("Email Marked as Spam", MONDAY + DAY))).toBe("denied");
    expect(ledgerAfter(aTrack("Consent Granted", MONDAY, { channel: "smoke signals" })).entries).toEqual([]);
  });

  it("say whose word they are, for what, with which wording and for how long", () => {
    const statement = { channel: "sms", purpose: "health", text: "v3", valid_until: "2026-06-01" };
    const { entries } = ledgerAfter(
      aTrack("Consent Granted", MONDAY, statement, { source: "shop" }),
      aTrack("Consent Granted", MONDAY, { channel: "push" }),
    );
    expect(entries).toMatchObject([
      { purpose: "health", channel: "sms", source: "shop", text: "v3", validUntil: Date.UTC(2026, 5, 1) },
      { purpose: "marketing", channel: "push", validUntil: MONDAY + context.consent.validForMs },
    ]);
  });

  it("have each their place in the ledger, repeated or late, but the same one told twice has one", () => {
    expect(
      ledgerAfter(granted, granted, denied, aTrack("Consent Granted", MONDAY - 5, { channel: "email" })).entries.map(
        ({ time }) => time,
      ),
    ).toEqual([MONDAY, MONDAY + 1, MONDAY - 5]);
  });

  it("are narrow where they agree and wide where they refuse", () => {
    expect(ledgerAfter(aTrack("Consent Granted", MONDAY)).entries).toMatchObject([{ channel: "email" }]);
    expect(ledgerAfter(aTrack("Unsubscribed", MONDAY)).entries).toMatchObject([{ channel: "email" }]);
    expect(ledgerAfter(aTrack("Consent Revoked", MONDAY)).entries).toMatchObject([{ channel: "*" }]);
    expect(ledgerAfter(aTrack("Consent Denied", MONDAY, { channels: ["sms", "push"] })).entries).toMatchObject([
      { channel: "sms" },
      { channel: "push" },
    ]);
  });

  it("take back what was refused channel by channel when they agree to all in so many words", () => {
    expect(stateAfter("email", denied, aTrack("Consent Granted", MONDAY + 2, { channel: "*" }))).toBe("granted");
  });
});

describe("consent in traits", () => {
  it("is about marketing by channel, or by purpose and channel, nested or flat", () => {
    const { entries } = ledgerAfter(
      identify({
        consent: { email: true, health: { sms: false, "*": true }, __proto__x: true },
        "consent.push": false,
        "consent.health.push": true,
      }),
    );
    expect(entries.map(({ purpose, channel, granted }) => `${purpose} ${channel} ${granted}`)).toEqual([
      "marketing email true",
      "health sms false",
      "health * true",
      "marketing push false",
    ]);
  });

  it("is written down only when it changes what is in force", () => {
    const say = (email: boolean, time: number) => identify({ consent: { email } }, time);
    expect(ledgerAfter(say(true, MONDAY), say(true, MONDAY + 1), say(true, MONDAY + 2)).entries).toHaveLength(1);
    expect(
      ledgerAfter(say(true, MONDAY), say(false, MONDAY + 1), say(false, MONDAY + 2), say(true, MONDAY - 1)).entries,
    ).toHaveLength(2);
  });

  it("keeps one call to a bounded number of statements", () => {
    const consent = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`p${n}`, { email: false }]));
    const ledger = ledgerAfter(identify({ consent }));
    expect(ledger.dropped + ledger.entries.length).toBeLessThan(100);
    expect(ledger.entries.length).toBeLessThanOrEqual(context.limits.consents);
  });
});

describe("RudderStack's consentManagement", () => {
  const page = (allowed: string[], denied: string[], time: number, more: JsonObject = {}) =>
    anEvent({
      type: "page",
      time,
      context: {
        consentManagement: { allowedConsentIds: allowed, deniedConsentIds: denied, provider: "oneTrust", ...more },
      },
    });
  const saidOf = (...events: SegmentEvent[]) =>
    ledgerAfter(...events).entries.map(
      ({ purpose, channel, granted }) => `${purpose}/${channel} ${granted ? "yes" : "no"}`,
    );

  it("needs all categories of a purpose, or one where the strategy says or", () => {
    expect(saidOf(page(["ads", "tracking"], [], MONDAY))).toEqual(["marketing/* yes", "profiling/* yes"]);
    expect(saidOf(page(["ads"], ["tracking"], MONDAY))).toEqual(["marketing/* no", "profiling/* no"]);
    expect(saidOf(page(["ads"], ["tracking"], MONDAY, { resolutionStrategy: "or" }))).toEqual([
      "marketing/* yes",
      "profiling/* no",
    ]);
    expect(saidOf(page(["ads"], [], MONDAY))).toEqual([]);
    expect(saidOf(page(["unknown"], ["others"], MONDAY))).toEqual([]);
  });

  it("is written down once, not with every page view", () => {
    const both = ["ads", "tracking"];
    expect(
      saidOf(
        ...[0, 1, 2].map((n) => page(both, [], MONDAY + n)),
        page([], both, MONDAY + 3),
        page([], both, MONDAY + 4),
        page(both, [], MONDAY + 5),
      ),
    ).toEqual([
      "marketing/* yes",
      "profiling/* yes",
      "marketing/* no",
      "profiling/* no",
      "marketing/* yes",
      "profiling/* yes",
    ]);
  });

  it("does not take back what the person refused elsewhere: the next page view is no consent", () => {
    const all = page(["ads", "tracking"], [], MONDAY + 9);
    expect(stateAfter("email", aTrack("Unsubscribed", MONDAY), all)).toBe("denied");
    expect(stateAfter("sms", aTrack("Unsubscribed", MONDAY), all)).toBe("granted");
    expect(stateAfter("sms", aTrack("Consent Revoked", MONDAY), all)).toBe("denied");
  });
});
