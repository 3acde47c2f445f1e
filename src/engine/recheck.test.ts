import { describe, expect, it } from "vitest";
import {
  aChannel,
  type ActionOverrides,
  aGuardRule,
  anAction,
  anEngineContext,
  anEvent,
  aPredicate,
  aRule,
  aSegment,
  aTrack,
  aTreatment,
  MONDAY,
  someWords,
} from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import type { EngineContext } from "../domain/context.js";
import type { Recheck } from "../domain/delivery.js";
import type { DeliveryEvent } from "../domain/event.js";
import type { Message } from "../domain/message.js";
import type { Provenance } from "../domain/policy.js";
import { DAY, HOUR, MINUTE } from "../domain/time.js";
import { createEngine } from "./index.js";

const WAIT = 30 * MINUTE;
const SAID = MONDAY + WAIT;

const byMail = new Map([
  ["email", aChannel("email", { addressTrait: "email", cap: { count: 2, windowMs: DAY } })],
  ["onsite", aChannel("onsite")],
] as const);

function contextWith(overrides: Partial<EngineContext> = {}, action: ActionOverrides = {}): EngineContext {
  return anEngineContext({ channels: byMail, actions: [anAction(action)], ...overrides });
}

/** Ada has put a shoe in the cart and is reminded of it after half an hour. */
class Reminded extends EngineStory {
  readonly message: Message;

  constructor(context = contextWith()) {
    super(context);
    this.take(
      anEvent({ type: "identify", traits: { email: "ada@example.com", timezone: "Europe/Stockholm", language: "sv" } }),
      aTrack("Product Added", MONDAY, { product_id: "shoe", price: 50 }),
    ).advance(SAID);
    this.message = this.messages[0] as Message;
  }

  ask(time = SAID + MINUTE, message = this.message): Recheck {
    return this.engine.recheck(this.profile, message, time);
  }
}

const withheld = (code: string) => expect.objectContaining({ verdict: "withhold", code }) as unknown;

describe("a message at the moment of sending", () => {
  it("leaves, to where the person is reached now, in what they speak now", () => {
    const ada = new Reminded();
    expect(ada.ask()).toEqual({
      verdict: "send",
      address: "ada@example.com",
      locale: "sv",
      zone: "Europe/Stockholm",
    });
    ada.take(anEvent({ type: "identify", time: SAID + 1, traits: { email: "ada@example.org" } }));
    expect(ada.ask()).toMatchObject({ verdict: "send", address: "ada@example.org" });
  });

  it("is not held against itself: that it has not been answered, and what segments make of it", () => {
    const pressed = new Reminded(contextWith({ pressure: { ignored: 1, factor: 0.5 } }));
    expect(pressed.ask()).toMatchObject({ verdict: "send" });
    const untold = aSegment("untold", (view) => (view.responses.sent.get("email") ?? 0) < 0.5);
    const onlyThem = [aRule("untold", (view) => view.standing.segments.includes("untold"))];
    const context = contextWith(
      { segments: [untold] },
      { policy: { eligibility: [], applicability: [], suitability: onlyThem } },
    );
    const ada = new Reminded(context);
    expect(ada.profile?.read("standing").segments).toEqual([]);
    expect(ada.ask()).toMatchObject({ verdict: "send" });
  });

  it("changes nothing: asked again it is answered the same", () => {
    const ada = new Reminded();
    const before = ada.engine.encode(ada.profile as NonNullable<typeof ada.profile>);
    const answers = [ada.ask(), ada.ask(SAID + 2 * HOUR), ada.ask()];
    expect(answers[2]).toEqual(answers[0]);
    expect(ada.engine.encode(ada.profile as NonNullable<typeof ada.profile>)).toEqual(before);
  });

  it("is worthless after its deadline, and where nobody is left", () => {
    const ada = new Reminded();
    expect(ada.ask(ada.message.expiresAt)).toEqual(withheld("delivery.expired"));
    expect(ada.engine.recheck(undefined, ada.message, SAID)).toEqual(withheld("delivery.no-person"));
  });

  it("is asked of the profile that took the person's in", () => {
    const anonymous = new EngineStory();
    anonymous
      .take(aTrack("Product Added", MONDAY, { product_id: "shoe" }, { anonymousId: "x", person: "a:x" }))
      .advance(SAID);
    const [message] = anonymous.messages as [Message];
    const request = { type: "merge", person: "a:x", from: "a:x", into: "u:ada", time: SAID + 1, hops: 0 } as const;
    anonymous.take({ ...request, id: "merge-request/1" });
    expect(anonymous.engine.recheck(anonymous.profile, message, SAID + 2)).toEqual({
      verdict: "elsewhere",
      person: "u:ada",
    });
    const content = anonymous.effects.find((effect) => effect.kind === "event" && effect.event.type === "merge");
    const ada = new EngineStory();
    if (content?.kind === "event") ada.take(content.event);
    expect(ada.engine.recheck(ada.profile, message, SAID + 2)).toMatchObject({ verdict: "send" });
    ada.take(aTrack("Order Completed", SAID + 2, { order_id: "o", products: [{ product_id: "shoe" }] }));
    expect(ada.engine.recheck(ada.profile, message, SAID + 3)).toEqual(withheld("occasion.cancelled-by-purchase"));
  });

  it("is not of an action, a treatment or words that are gone, nor of one whose time is over", () => {
    const ada = new Reminded();
    const under = (action: ActionOverrides) => createEngine(contextWith({}, action));
    const ask = (action: ActionOverrides) => under(action).recheck(ada.profile, ada.message, SAID + 1);
    expect(ask({ id: "another" })).toEqual(withheld("delivery.no-action"));
    expect(ask({ treatments: [aTreatment("email", { id: "other" })] })).toEqual(withheld("delivery.no-action"));
    expect(ask({ treatments: [aTreatment("email", { copy: [] })] })).toEqual(withheld("delivery.no-action"));
    expect(ask({ validUntil: SAID })).toEqual(withheld("candidate.validity"));
  });
});

describe("what happened in between", () => {
  const order = (product: string, time = SAID + 1) =>
    aTrack("Order Completed", time, { order_id: "o", total: 50, products: [{ product_id: product }] });

  it("takes it back: any purchase, where the action asks for that", () => {
    expect(new Reminded().take(order("hat")).ask()).toEqual(withheld("occasion.cancelled-by-purchase"));
    const patient = contextWith({}, { trigger: { cancelOn: [] } });
    expect(new Reminded(patient).take(order("hat")).ask()).toMatchObject({ verdict: "send" });
    expect(new Reminded(patient).take(order("shoe")).ask()).toEqual(withheld("applicability.just-bought"));
  });

  it("is consent taken back, a refused topic, a pause, an address that failed", () => {
    const after = (name: string, properties = {}) => new Reminded().take(aTrack(name, SAID + 1, properties)).ask();
    expect(after("Unsubscribed")).toEqual(withheld("consent.denied"));
    expect(after("Preferences Updated", { refused_topics: ["shop"] })).toEqual(withheld("preference.topic"));
    expect(after("Preferences Updated", { pause_until: "2027-01-01" })).toEqual(withheld("preference.paused"));
    expect(after("Email Bounced")).toEqual(withheld("channel.no-address"));
    expect(after("Service Case Opened")).toEqual(withheld("suitability.service-open"));
  });

  it("holds it while the person doesn't want to hear, and withholds it where that is too late", () => {
    const evening = (from: string, until: string) =>
      new Reminded().take(aTrack("Preferences Updated", SAID + 1, { hours: { from, until } }));
    // It is half past eleven in Stockholm.
    expect(evening("18:00", "21:00").ask()).toEqual({
      verdict: "hold",
      code: "preference.time",
      until: MONDAY + 7 * HOUR,
    });
    const urgent = contextWith({}, { validityMs: HOUR });
    const late = new Reminded(urgent).take(
      aTrack("Preferences Updated", SAID + 1, { hours: { from: "18:00", until: "21:00" } }),
    );
    expect(late.ask()).toEqual(withheld("preference.time"));
  });

  it("holds it in quiet hours", () => {
    const channels = new Map([["email", aChannel("email", { quietHours: { from: 22 * 60, until: 8 * 60 } })]] as const);
    const ada = new Reminded(contextWith({ channels }));
    expect(ada.ask(MONDAY + 12 * HOUR)).toEqual({
      verdict: "hold",
      code: "contact.quiet-hours",
      until: MONDAY + 21 * HOUR,
    });
  });

  it("is a rule that no longer holds; what was asked of the event is not asked again", () => {
    const few = aRule("few", (view) => view.cart.count < 2);
    const named = { ...aRule("named", () => false), when: aPredicate(() => false, { reads: new Set(["event"]) }) };
    const policy = { eligibility: [], applicability: [few], suitability: [] };
    const ada = new Reminded(contextWith({}, { policy }));
    expect(ada.ask()).toMatchObject({ verdict: "send" });
    ada.take(aTrack("Product Added", SAID + 1, { product_id: "hat" }));
    expect(ada.ask()).toEqual(withheld("applicability.rule"));
    const asked = createEngine(contextWith({}, { policy: { ...policy, applicability: [named] } }));
    expect(asked.recheck(ada.profile, ada.message, SAID + 1)).toMatchObject({ verdict: "send" });
  });

  it("is a checkout: it waits", () => {
    const base = anEngineContext();
    const ada = new Reminded(contextWith({ guard: { ...base.guard, checkoutMs: HOUR } }));
    ada.take(aTrack("Checkout Started", SAID + 1));
    expect(ada.ask()).toMatchObject({ verdict: "hold", code: "guard.deferred" });
  });

  it("is a guard that no longer lets the words pass", () => {
    const base = anEngineContext();
    const copy = [{ ...someWords(), generic: false }];
    const guarding = (provenance: readonly Provenance[]) =>
      contextWith(
        {
          guard: {
            ...base.guard,
            facts: new Map([["trait.vip", "special"]]),
            rules: new Map([...base.guard.rules, ["special", aGuardRule({ provenance })]]),
          },
        },
        { treatments: [aTreatment("email", { uses: ["trait.vip"], copy })] },
      );
    const ada = new Reminded();
    ada.take(anEvent({ type: "identify", time: SAID + 1, traits: { vip: true } }));
    const under = (...provenance: Provenance[]) =>
      createEngine(guarding(provenance)).recheck(ada.profile, ada.message, SAID + 2);
    expect(under("declared")).toMatchObject({ verdict: "send" });
    expect(under("observed")).toEqual(withheld("guard.blocked"));
  });
});

describe("an escalation", () => {
  const ladder = contextWith(
    {},
    {
      goal: { event: "Survey Answered", windowMs: 7 * DAY },
      trigger: { cancelOn: [] },
      steps: [{ afterMs: HOUR, atNextVisit: false, treatments: [aTreatment("email", { id: "again" })] }],
    },
  );

  it("is no reason against its own messages; its goal is", () => {
    const ada = new Reminded(ladder);
    expect(ada.ask()).toMatchObject({ verdict: "send" });
    ada.advance(SAID + HOUR);
    const [, again] = ada.messages;
    expect(again).toMatchObject({ treatment: "again", step: 1 });
    expect(ada.ask(SAID + HOUR, again)).toMatchObject({ verdict: "send" });
    ada.take(aTrack("Survey Answered", SAID + HOUR + 1));
    expect(ada.ask(SAID + HOUR + 2, again)).toEqual(withheld("escalation.goal-reached"));
  });
});

describe("caps at the moment of sending", () => {
  const often = contextWith(
    { channels: new Map([["email", aChannel("email", { cap: { count: 2, windowMs: DAY } })]] as const) },
    { trigger: { waitMs: 0, occasion: "event", of: ["Asked"], cancelOn: [] } },
  );
  const asked = (times: number) => {
    const story = new EngineStory(often);
    for (let i = 0; i < times; i++) story.take(aTrack("Asked", MONDAY + i));
    return story;
  };

  it("count what came before it, not itself and not what came after", () => {
    const story = asked(3);
    expect(story.messages).toHaveLength(2);
    for (const message of story.messages)
      expect(story.engine.recheck(story.profile, message, MONDAY + HOUR)).toMatchObject({ verdict: "send" });
  });

  it("count what another profile of theirs was sent before: the later ones stay", () => {
    const phone = new EngineStory(often);
    for (let i = 0; i < 2; i++) phone.take(aTrack("Asked", MONDAY + i, {}, { anonymousId: "x", person: "a:x" }));
    const ada = asked(2);
    const request = { type: "merge", person: "a:x", from: "a:x", into: "u:ada", time: MONDAY + 9, hops: 0 } as const;
    phone.take({ ...request, id: "merge-request/1" });
    const content = phone.last.effects.find((effect) => effect.kind === "event");
    if (content?.kind === "event") ada.take(content.event);
    const all = [...phone.messages, ...ada.messages];
    const answers = all.map((message) => ada.engine.recheck(ada.profile, message, MONDAY + HOUR).verdict);
    expect(answers.filter((verdict) => verdict === "send")).toHaveLength(2);
    expect(answers.filter((verdict) => verdict === "withhold")).toHaveLength(2);
  });

  it("hold for what an outage kept: it gives way to what was decided since", () => {
    const patient = new EngineStory({
      ...often,
      actions: often.actions.map((action) => ({ ...action, validityMs: 9 * DAY })),
    });
    for (const day of [0, 0.1, 1.5, 1.6, 3]) patient.take(aTrack("Asked", MONDAY + day * DAY));
    expect(patient.messages).toHaveLength(5);
    const leaving = (day: number) =>
      patient.messages.map(({ time }, at) => {
        const message = patient.messages[at] as Message;
        return (
          time <= MONDAY + day * DAY && patient.engine.recheck(patient.profile, message, MONDAY + day * DAY).verdict
        );
      });
    expect(leaving(5)).toEqual(["withhold", "withhold", "withhold", "send", "send"]);
    // What leaves in its time is not held back by what comes after it.
    expect(patient.engine.recheck(patient.profile, patient.messages[3] as Message, MONDAY + 1.7 * DAY)).toMatchObject({
      verdict: "send",
    });
  });

  it("forget what never left", () => {
    const story = asked(2);
    const failed: DeliveryEvent = {
      type: "delivery",
      id: `delivery/${story.messages[0]?.id}/failed`,
      person: "u:ada",
      time: MONDAY + MINUTE,
      hops: 0,
      message: story.messages[0]?.id ?? "",
      channel: "email",
      outcome: "failed",
      code: "smtp.550",
    };
    story.take(failed, failed, aTrack("Asked", MONDAY + HOUR), aTrack("Asked", MONDAY + HOUR + 1));
    expect(story.messages).toHaveLength(3);
  });
});
