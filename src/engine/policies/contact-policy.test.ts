import { describe, expect, it } from "vitest";
import { aContact, aDraft, aTrait } from "../../../test/harness/draft-of.js";
import {
  type ActionOverrides,
  aChannel,
  aMoment,
  anAction,
  anEngineContext,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { Cap } from "../../domain/policy.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY, HOUR } from "../../domain/time.js";
import { capsOf, contactPolicy } from "./contact-policy.js";

const CLASSES = ["service", "promotional", "education"] as const;
const capped = (overrides: Partial<Cap> & Pick<Cap, "count" | "window">): Partial<EngineContext> => ({
  caps: [{ id: "cap", classes: CLASSES, ...overrides }],
  channels: new Map([
    ["email", aChannel("email", { cap: { count: 99, windowMs: DAY } })],
    ["onsite", aChannel("onsite", { cap: { count: 99, windowMs: DAY } })],
  ]),
});
const option = (channel: Channel = "email", action: ActionOverrides = {}) => ({
  action: anAction(action),
  treatment: aTreatment(channel),
});
const sent = (...contacts: Contact[]) => aDraft({ contacts });

describe("a channel's own cap", () => {
  const context = anEngineContext({
    channels: new Map([
      ["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })],
      ["onsite", aChannel("onsite")],
    ]),
  });
  const refusal = (draft: ProfileDraft, of = option()) => contactPolicy(draft, of, context, aMoment());

  it("counts in the rolling window, exact to the ms", () => {
    const first = (time: number) => refusal(sent(aContact(time), aContact(MONDAY - 5)));
    expect(first(MONDAY - DAY)).toBeUndefined();
    expect(first(MONDAY - DAY + 1)).toEqual({
      stage: "contact-policy",
      code: "contact.cap",
      detail: "2 of 2 in 1 day",
    });
    expect(refusal(sent(aContact(MONDAY - 5), aContact(MONDAY - 3)), option("onsite"))).toBeUndefined();
  });

  it("counts what is later than now, after two profiles became one", () => {
    expect(refusal(sent(aContact(MONDAY + 3), aContact(MONDAY + 5)))?.code).toBe("contact.cap");
  });

  it("neither counts nor limits what a contract needs", () => {
    const receipts = [1, 2, 3].map((n) => aContact(MONDAY - n, { class: "transactional" }));
    expect(refusal(sent(...receipts.toReversed()))).toBeUndefined();
    const full = sent(aContact(MONDAY - 2), aContact(MONDAY - 1));
    expect(refusal(full, option("email", { class: "transactional" }))).toBeUndefined();
    expect(refusal(full, option("email", { class: "service" }))?.code).toBe("contact.cap");
  });

  it("does not hold back what the person asks for; its cool-down does", () => {
    const asked = aMoment({ occasion: "send-requested" });
    const full = sent(aContact(MONDAY - 2), aContact(MONDAY - 1));
    expect(contactPolicy(full, option("email", { class: "service" }), context, asked)).toBeUndefined();
    expect(contactPolicy(full, option("email", { class: "promotional" }), context, asked)?.code).toBe("contact.cap");
    const calm = option("email", { class: "service", coolDownMs: HOUR });
    expect(contactPolicy(full, calm, context, asked)?.code).toBe("contact.cool-down");
  });
});

describe("a configured cap", () => {
  const refusal = (
    cap: Partial<Cap> & Pick<Cap, "count" | "window">,
    contacts: Contact[],
    of = option(),
    time = MONDAY,
  ) => contactPolicy(sent(...contacts), of, anEngineContext(capped(cap)), aMoment({ time }));
  const window = { kind: "rolling", ms: DAY } as const;

  it("counts over all channels, or those that it selects, as they were when they were sent", () => {
    const contacts = [
      aContact(MONDAY - 2, { channel: "onsite", topic: "news" }),
      aContact(MONDAY - 1, { group: "welcome", class: "education" }),
    ];
    expect(refusal({ count: 2, window }, contacts)).toMatchObject({
      code: "contact.cap",
      detail: "2 of 2 in 1 day (cap)",
    });
    expect(refusal({ count: 2, window, channel: "email" }, contacts)).toBeUndefined();
    expect(refusal({ count: 1, window, channel: "email" }, contacts)?.code).toBe("contact.cap");
    expect(refusal({ count: 1, window, topic: "news" }, contacts)).toBeUndefined();
    expect(refusal({ count: 1, window, topic: "news" }, contacts, option("email", { topic: "news" }))?.code).toBe(
      "contact.cap",
    );
    expect(refusal({ count: 1, window, group: "welcome" }, contacts)).toBeUndefined();
    expect(refusal({ count: 1, window, group: "welcome" }, contacts, option("email", { group: "welcome" }))?.code).toBe(
      "contact.cap",
    );
    expect(refusal({ count: 1, window, classes: ["service"] }, contacts)).toBeUndefined();
    const receipts = { count: 1, window, classes: ["transactional"] } as const;
    const receipt = option("email", { class: "transactional" });
    expect(refusal(receipts, [aContact(MONDAY - 1, { class: "transactional" })], receipt)?.code).toBe("contact.cap");
  });

  it("counts by the calendar of the person's zone", () => {
    const within = (unit: "day" | "week" | "month", at: string, now: string, zone: string) => {
      const context = anEngineContext(capped({ count: 1, window: { kind: "calendar", unit } }));
      const draft = aDraft({ contacts: [aContact(Date.parse(at))], traits: [aTrait("timezone", zone)] });
      return contactPolicy(draft, option(), context, aMoment({ time: Date.parse(now) })) !== undefined;
    };
    // Midnight in Warsaw is 23:00 UTC in winter, and in New York 05:00.
    expect(within("day", "2026-03-02T22:59:59.999Z", "2026-03-02T23:00:00Z", "Europe/Warsaw")).toBe(false);
    expect(within("day", "2026-03-02T23:00:00Z", "2026-03-03T22:59:59.999Z", "Europe/Warsaw")).toBe(true);
    expect(within("day", "2026-03-02T23:00:00Z", "2026-03-03T04:00:00Z", "America/New_York")).toBe(true);
    expect(within("day", "2026-03-02T23:00:00Z", "2026-03-03T05:00:00Z", "America/New_York")).toBe(false);
    // The day on which clocks are put forward has 23 hours: it ends at 22:00 UTC.
    expect(within("day", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "Europe/Warsaw")).toBe(true);
    expect(within("day", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "Europe/Warsaw")).toBe(false);
    // A week begins on Monday.
    expect(within("week", "2026-03-02T00:00:00Z", "2026-03-08T23:59:59Z", "UTC")).toBe(true);
    expect(within("week", "2026-03-01T23:59:59Z", "2026-03-02T00:00:00Z", "UTC")).toBe(false);
    expect(within("month", "2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z", "UTC")).toBe(true);
    expect(within("month", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "UTC")).toBe(false);
  });

  it("stands in the record with what was used of it", () => {
    const context = anEngineContext(capped({ count: 3, window }));
    expect(capsOf(sent(aContact(MONDAY - 1)), option(), context, MONDAY)).toEqual([
      { cap: "channel.email", used: 1, limit: 99 },
      { cap: "cap", used: 1, limit: 3 },
    ]);
  });
});

describe("a cool-down", () => {
  const context = anEngineContext();
  const refusal = (time: number, step?: { action: string; index: number }) =>
    contactPolicy(
      sent(aContact(time)),
      option("onsite", { coolDownMs: DAY }),
      context,
      aMoment(step === undefined ? {} : { step }),
    );

  it("is the action's on whatever channel it was said", () => {
    expect(refusal(MONDAY - DAY + 1)?.code).toBe("contact.cool-down");
    expect(refusal(MONDAY - DAY)).toBeUndefined();
  });

  it("does not hold back the action's own next step", () => {
    expect(refusal(MONDAY - 1, { action: "cart-reminder", index: 1 })).toBeUndefined();
    expect(refusal(MONDAY - 1, { action: "another", index: 1 })?.code).toBe("contact.cool-down");
  });
});

describe("pressure", () => {
  const refusal = (count: number, factor: number, ignored: number, used: number) => {
    const window = { kind: "rolling", ms: DAY } as const;
    const context = anEngineContext({
      ...capped({ count, window, channel: "email" }),
      pressure: { ignored: 5, factor },
    });
    const contacts = Array.from({ length: used }, (_, i) => aContact(MONDAY - used + i));
    return contactPolicy(aDraft({ contacts, responses: { ignored: [1, ignored, 0] } }), option(), context, aMoment());
  };

  it("lowers the caps of a channel on which the person doesn't answer, to one at least", () => {
    expect(refusal(4, 0.5, 4, 3)).toBeUndefined();
    expect(refusal(4, 0.5, 5, 2)).toMatchObject({ code: "contact.pressure", detail: "2 of 2 in 1 day (cap)" });
    expect(refusal(4, 0.5, 5, 1)).toBeUndefined();
    expect(refusal(4, 0.5, 5, 4)?.code).toBe("contact.cap");
    expect(refusal(1, 0.1, 5, 0)).toBeUndefined();
  });

  it("never raises one", () => {
    expect(refusal(2, 3, 5, 2)?.code).toBe("contact.cap");
    expect(refusal(0, 0.5, 5, 0)?.code).toBe("contact.cap");
  });
});
