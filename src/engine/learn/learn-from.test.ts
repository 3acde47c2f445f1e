import { describe, expect, it } from "vitest";
import { aContact, aView } from "../../../test/harness/draft-of.js";
import {
  aMoment,
  anAction,
  anEngineContext,
  aTrack,
  aTreatment,
  MONDAY,
} from "../../../test/harness/engine-context.js";
import { Ledger } from "../../../test/harness/ledger.js";
import { FEATURES, MOST, pressureIn, unpackFeatures } from "../../domain/arm-features.js";
import type { EngineContext } from "../../domain/context.js";
import type { JsonObject } from "../../domain/event.js";
import type { Contact } from "../../domain/profile.js";
import { DAY, HOUR, MINUTE, SECOND } from "../../domain/time.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { contactFeatures } from "./contact-features.js";
import { learnFrom } from "./learn-from.js";
import { noteSent } from "./note-sent.js";

const ACTION = anAction({ goal: { event: "Order Completed", windowMs: 3 * DAY } });
const CONTEXT = anEngineContext({ actions: [ACTION, anAction({ id: "news", purpose: "news" })] });
const VIEW = aView({ standing: { lifecycle: "loyal" }, value: { tier: "middle" } });

class Story {
  readonly person = new Draft(EMPTY_PROFILE, "u:ada");
  readonly ledger = new Ledger();

  readonly context: EngineContext = CONTEXT;

  send(time: number, overrides: Partial<Contact> = {}): this {
    const option = { action: ACTION, treatment: aTreatment("email") };
    const learnt = contactFeatures(this.person, option, this.context, aMoment({ time }), VIEW);
    const contact = aContact(time, { ...learnt, ...overrides });
    this.person.write("contacts").push(contact);
    noteSent(contact, this.ledger);
    return this;
  }

  hear(name: string, time: number, properties: JsonObject = {}): this {
    learnFrom(this.person, aTrack(name, time, properties), this.context, this.ledger);
    return this;
  }

  outcomes(): number[] {
    return this.person.read("contacts").map(({ outcome }) => outcome);
  }

  noticed(): number {
    return this.ledger.learnt("channels", "email/noticed.positive");
  }

  arm(key: string): number {
    return this.ledger.learnt("arms/cart-reminder", key);
  }
}

describe("a message that leaves", () => {
  it("is a try of its arm, of the arm in its cell, and an exposure under its pressure", () => {
    const story = new Story()
      .send(MONDAY)
      .send(MONDAY + HOUR)
      .send(MONDAY + 8 * DAY);
    expect(story.arm("by-email.sent")).toBe(3);
    expect(story.arm("by-email@customer-middle.sent")).toBe(3);
    expect([...(story.ledger.statistics.get("hazards") ?? [])]).toEqual([
      ["email/0.sent", 2],
      ["email/1.sent", 1],
    ]);
  });

  it("adds the products of its features to A, and those of a success to b", () => {
    const story = new Story()
      .send(MONDAY)
      .send(MONDAY + HOUR)
      .hear("Message Clicked", MONDAY + 2 * HOUR, { channel: "email" });
    const features = story.person.read("contacts").map((contact) => unpackFeatures(contact.features) as number[]);
    const learnt = (key: string) => story.ledger.learnt("linear/email", key);
    const sum = (of: (x: number[]) => number) => features.reduce((all, x) => all + of(x), 0);
    expect(learnt("0,0")).toBe(2 * MOST * MOST);
    FEATURES.forEach((_, row) => {
      for (let column = row; column < FEATURES.length; column++) {
        expect(learnt(`${row},${column}`)).toBe(sum((x) => (x[row] as number) * (x[column] as number)));
      }
      expect(learnt(`b${row}`)).toBe((features[1] as number[])[row]);
    });
  });

  it("remembers how many were sent before it", () => {
    const story = new Story();
    for (let i = 0; i < 7; i++) story.send(MONDAY + i * HOUR);
    expect(story.person.read("contacts").map(pressureIn)).toEqual([0, 1, 2, 3, 4, 5, 5]);
  });
});

describe("what answers it", () => {
  it("counts a click once, an open never as a success", () => {
    const story = new Story().send(MONDAY);
    story.hear("Email Opened", MONDAY + MINUTE);
    expect([story.outcomes(), story.arm("by-email.positive")]).toEqual([[1], 0]);
    story.hear("Email Link Clicked", MONDAY + MINUTE).hear("Email Link Clicked", MONDAY + 2 * MINUTE);
    expect([story.outcomes(), story.arm("by-email.positive")]).toEqual([[3], 1]);
    expect(story.arm("by-email@customer-middle.positive")).toBe(1);
  });

  it("finds the message by its id, else the newest on the channel within a week", () => {
    const story = new Story()
      .send(MONDAY)
      .send(MONDAY + HOUR)
      .send(MONDAY + 2 * HOUR, { channel: "sms" });
    story.hear("Email Link Clicked", MONDAY + 3 * HOUR, { message_id: `m${MONDAY}` });
    expect(story.outcomes()).toEqual([2, 0, 0]);
    story.hear("Email Link Clicked", MONDAY + 3 * HOUR, { messageId: "of-another-system" });
    expect(story.outcomes()).toEqual([2, 0, 0]);
    story.hear("Message Clicked", MONDAY + 3 * HOUR, { channel: "email" });
    expect(story.outcomes()).toEqual([2, 2, 0]);
    story.hear("Message Clicked", MONDAY + 10 * DAY, { channel: "sms" });
    expect(story.outcomes()).toEqual([2, 2, 0]);
  });

  it.each([
    ["SMS Link Clicked", "sms", 2],
    ["Push Notification Tapped", "push", 2],
    ["In-App Message Viewed", "onsite", 1],
    ["In-App Message Clicked", "onsite", 2],
    ["In-App Message Dismissed", "onsite", 0],
    ["SMS Delivered", "sms", 0],
  ] as const)("takes %s as what became of the newest message by %s", (name, channel, outcome) => {
    const story = new Story().send(MONDAY, { channel }).send(MONDAY + HOUR, { channel: "email" });
    expect(story.hear(name, MONDAY + 2 * HOUR).outcomes()).toEqual([outcome, 0]);
  });

  it("does not take a machine for a person: what comes within 2 s of the message", () => {
    const story = new Story().send(MONDAY).hear("Email Link Clicked", MONDAY + 2 * SECOND - 1);
    expect(story.outcomes()).toEqual([0]);
    expect(story.hear("Email Link Clicked", MONDAY + 2 * SECOND).outcomes()).toEqual([2]);
    const onsite = new Story().send(MONDAY, { channel: "onsite" });
    expect(onsite.hear("Message Clicked", MONDAY + SECOND, { channel: "onsite" }).outcomes()).toEqual([2]);
  });

  it("does not take a machine for a person: what only looks whether a link leads anywhere", () => {
    const head = { link: "https://shop.example.com/a", method: "HEAD" };
    const story = new Story().send(MONDAY).hear("Email Link Clicked", MONDAY + HOUR, head);
    expect([story.outcomes(), story.arm("by-email.positive")]).toEqual([[0], 0]);
    expect(story.hear("Email Link Clicked", MONDAY + 2 * HOUR, { ...head, method: "GET" }).outcomes()).toEqual([2]);
  });

  it("does not take a machine for a person: what follows all links at once, the first too", () => {
    const click = (link: string) => ({ message_id: `m${MONDAY}`, link: `https://shop.example.com/${link}` });
    const story = new Story().send(MONDAY).hear("Email Link Clicked", MONDAY + HOUR, click("a"));
    expect([story.outcomes(), story.arm("by-email.positive"), story.noticed()]).toEqual([[2], 1, 1]);
    story.hear("Email Link Clicked", MONDAY + HOUR + SECOND, click("b"));
    story.hear("Email Link Clicked", MONDAY + HOUR + 2 * SECOND, click("c"));
    expect([story.outcomes(), story.arm("by-email.positive"), story.noticed()]).toEqual([[0], 0, 0]);
    expect(story.ledger.learnt("linear/email", "b0")).toBe(0);
    // The person comes later.
    story.hear("Email Link Clicked", MONDAY + 3 * HOUR, click("b"));
    expect([story.outcomes(), story.arm("by-email.positive")]).toEqual([[2], 1]);
  });

  it("does not take a machine for a person: what goes on following links, each within moments of the one before", () => {
    const click = (link: string) => ({ message_id: `m${MONDAY}`, link: `https://shop.example.com/${link}` });
    const story = new Story().send(MONDAY).hear("Email Link Clicked", MONDAY + SECOND, click("a"));
    for (let n = 2; n < 20; n++) story.hear("Email Link Clicked", MONDAY + n * SECOND, click(n % 3 === 0 ? "b" : "a"));
    expect([story.outcomes(), story.arm("by-email.positive")]).toEqual([[0], 0]);
    expect(story.hear("Email Link Clicked", MONDAY + HOUR, click("a")).outcomes()).toEqual([2]);
  });

  it("takes who clicks the same link twice, or another one later, for a person", () => {
    const click = (link: string) => ({ link });
    const story = new Story().send(MONDAY);
    story.hear("Email Link Clicked", MONDAY + HOUR, click("a")).hear("Email Link Clicked", MONDAY + HOUR, click("a"));
    story.hear("Email Link Clicked", MONDAY + HOUR + 4 * SECOND, click("b"));
    expect([story.outcomes(), story.arm("by-email.positive")]).toEqual([[2], 1]);
  });

  it("says which of a person's answers it was, once", () => {
    const story = new Story().send(MONDAY);
    const heard = (name: string, time: number, properties = {}) =>
      learnFrom(story.person, aTrack(name, time, properties), story.context, story.ledger);
    expect(heard("Email Opened", MONDAY + SECOND)).toBeUndefined();
    expect(heard("Email Opened", MONDAY + HOUR)).toMatchObject({ channel: "email", kind: "open", time: MONDAY + HOUR });
    expect(heard("Email Opened", MONDAY + 2 * HOUR)).toBeUndefined();
    expect(heard("Email Link Clicked", MONDAY + HOUR)).toMatchObject({ kind: "click" });
    expect(heard("Unsubscribed", MONDAY + HOUR)).toBeUndefined();
    expect(heard("Email Opened", MONDAY + HOUR, { message_id: "of-another-system" })).toMatchObject({ kind: "open" });
    expect(heard("Product Viewed", MONDAY + HOUR)).toBeUndefined();
  });

  it.each([
    ["Unsubscribed", {}],
    ["Email Marked as Spam", { message_id: `m${MONDAY}` }],
    ["Consent Revoked", { channel: "*", purpose: "marketing" }],
    ["Consent Denied", {}],
  ])("learns the hazard from %s, once", (name, properties) => {
    const story = new Story()
      .send(MONDAY)
      .hear(name, MONDAY + HOUR, properties)
      .hear(name, MONDAY + HOUR, properties);
    expect(story.outcomes()).toEqual([8]);
    expect(story.ledger.learnt("hazards", "email/0.left")).toBe(1);
    expect(story.arm("by-email.positive")).toBe(0);
  });

  it("leaves a message alone when another purpose is taken back", () => {
    const story = new Story().send(MONDAY).hear("Consent Revoked", MONDAY + HOUR, { purpose: "analytics" });
    expect(story.outcomes()).toEqual([0]);
  });
});

describe("a goal", () => {
  it("belongs to every message of its action within the window, once, and makes it a success", () => {
    const story = new Story()
      .send(MONDAY)
      .send(MONDAY + 2 * DAY)
      .send(MONDAY + 2 * DAY, { action: "news" });
    story.hear("Order Completed", MONDAY + 4 * DAY).hear("Order Completed", MONDAY + 4 * DAY + 1);
    expect(story.outcomes()).toEqual([0, 4, 0]);
    expect(story.arm("by-email.positive")).toBe(1);
  });

  it("is not reached by what waited on the site and nobody saw", () => {
    const unseen = new Story().send(MONDAY, { channel: "onsite", message: "m1" });
    expect(unseen.hear("Order Completed", MONDAY + HOUR).outcomes()).toEqual([0]);
    const seen = new Story().send(MONDAY, { channel: "onsite", message: "m1" });
    seen.hear("In-App Message Viewed", MONDAY + MINUTE, { message_id: "m1" }).hear("Order Completed", MONDAY + HOUR);
    expect(seen.outcomes()).toEqual([5]);
  });

  it("is no second success after a click, nor one before the message", () => {
    const story = new Story()
      .send(MONDAY)
      .hear("Order Completed", MONDAY - 1)
      .hear("Email Link Clicked", MONDAY + MINUTE);
    story.hear("Order Completed", MONDAY + HOUR);
    expect(story.outcomes()).toEqual([6]);
    expect(story.arm("by-email.positive")).toBe(1);
  });
});
