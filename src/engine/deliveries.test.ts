import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aChannel,
  anAction,
  anEngineContext,
  anEvent,
  aSegment,
  aTrack,
  MONDAY,
} from "../../test/harness/engine-context.js";
import { EngineStory } from "../../test/harness/engine-story.js";
import { ADDRESS_FAILURES, UNDELIVERED } from "../domain/delivery.js";
import type { DeliveryEvent } from "../domain/event.js";
import { DAY, HOUR, MINUTE } from "../domain/time.js";

const context = anEngineContext({
  channels: new Map([
    ["email", aChannel("email", { addressTrait: "email", cap: { count: 100, windowMs: DAY } })],
    ["push", aChannel("push", { addressTrait: "token", cap: { count: 100, windowMs: DAY } })],
  ]),
  actions: [anAction({ trigger: { occasion: "event", of: ["Asked"], waitMs: 0, cancelOn: [] } })],
});

function ada(): EngineStory {
  return new EngineStory(context).take(
    anEvent({ type: "identify", time: MONDAY - DAY, traits: { email: "ada@example.com", token: "{}" } }),
  );
}

let told = 0;

function delivery(story: EngineStory, of: Partial<DeliveryEvent>, at = 0): DeliveryEvent {
  const message = story.messages[at]?.id ?? "gone";
  const outcome = of.outcome ?? "failed";
  return {
    type: "delivery",
    id: `delivery/${message}/${outcome}/${++told}`,
    person: "u:ada",
    time: MONDAY + MINUTE,
    hops: 0,
    message,
    channel: "email",
    code: "",
    ...of,
    outcome,
  };
}

const learnt = (story: EngineStory): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { statistics } of story.results) {
    for (const [group, keys] of statistics)
      for (const [key, by] of keys) sums[`${group}/${key}`] = (sums[`${group}/${key}`] ?? 0) + by;
  }
  return Object.fromEntries(
    Object.entries(sums).filter(([key, sum]) => sum !== 0 && !/^(?:popular|rfm|coverage|standing)/.test(key)),
  );
};

describe("a message that never left", () => {
  it.each(["failed", "expired", "suppressed"] as const)(
    "(%s) is no contact, and nothing is learnt of it",
    (outcome) => {
      const untold = ada();
      const before = learnt(untold);
      const story = ada().take(aTrack("Asked", MONDAY), aTrack("Message Clicked", MONDAY + HOUR));
      story.take(delivery(story, { outcome, time: MONDAY + 2 * HOUR }));
      expect(story.profile?.read("contacts")).toEqual([]);
      // The click itself remains a sign that somebody was there.
      const left = Object.fromEntries(Object.entries(learnt(story)).filter(([key]) => !key.startsWith("hours")));
      expect(left).toEqual(before);
      expect(story.total(`undelivered.${outcome}`)).toBe(1);
    },
  );

  it("was not ignored: the messages before and after it still were", () => {
    const story = ada();
    for (let i = 0; i < 3; i++) story.take(aTrack("Asked", MONDAY + i * HOUR));
    const [first, second, third] = [0, 1, 2].map((at) => delivery(story, { time: MONDAY + 3 * HOUR }, at));
    const ignored = () => story.profile?.read("responses").ignored.slice(0, 2);
    expect(ignored()).toEqual([MONDAY, 3]);
    story.take(first as DeliveryEvent);
    expect(ignored()).toEqual([MONDAY + HOUR, 2]);
    story.take(third as DeliveryEvent, second as DeliveryEvent);
    expect(ignored()).toEqual([0, 0]);
    expect(story.profile?.read("responses").counts[0]).toBeCloseTo(0, 6);
  });

  it("is told once: again it is a duplicate", () => {
    const story = ada().take(aTrack("Asked", MONDAY));
    const event = delivery(story, {});
    story.take(event, event);
    expect(story.last.outcome).toBe("event.duplicate");
  });

  it("moves the person where they stand by what they were sent", () => {
    const wary = aSegment("wary", (view) => (view.responses.sent.get("email") ?? 0) > 1.5);
    const story = new EngineStory({ ...context, segments: [wary] });
    story.take(anEvent({ type: "identify", time: MONDAY - DAY, traits: { email: "ada@example.com" } }));
    story.take(aTrack("Asked", MONDAY), aTrack("Asked", MONDAY + HOUR));
    expect(story.profile?.read("standing").segments).toEqual(["wary"]);
    story.take(delivery(story, { time: MONDAY + 2 * HOUR }));
    expect(story.profile?.read("standing").segments).toEqual([]);
  });
});

describe("a message that may have left, or came back", () => {
  it("stays a contact; what came back was not ignored", () => {
    const story = ada().take(aTrack("Asked", MONDAY), aTrack("Asked", MONDAY + HOUR));
    story.take(delivery(story, { outcome: "unknown" }), delivery(story, { outcome: "undelivered" }, 1));
    expect(story.profile?.read("contacts")).toHaveLength(2);
    expect(story.profile?.read("responses").ignored.slice(0, 2)).toEqual([MONDAY, 1]);
  });
});

describe("an address that failed", () => {
  const canBeAsked = (story: EngineStory, time: number) => {
    const before = story.messages.length;
    story.take(aTrack("Asked", time));
    return story.messages.length > before ? "sent" : story.decisions.at(-1)?.candidates[0]?.code;
  };

  it("for good is not written to until there is another; the same one is no other", () => {
    const story = ada().take(aTrack("Asked", MONDAY));
    story.take(delivery(story, { outcome: "undelivered", failure: "hard-bounce" }));
    expect(canBeAsked(story, MONDAY + HOUR)).toBe("channel.no-address");
    story.take(anEvent({ type: "identify", time: MONDAY + 2 * HOUR, traits: { email: "ada@example.com" } }));
    expect(canBeAsked(story, MONDAY + 3 * HOUR)).toBe("channel.no-address");
    story.take(anEvent({ type: "identify", time: MONDAY + 4 * HOUR, traits: { email: "ada@example.org" } }));
    expect(canBeAsked(story, MONDAY + 5 * HOUR)).toBe("sent");
  });

  it("is not held against one that came after it", () => {
    const story = ada().take(aTrack("Asked", MONDAY));
    story.take(anEvent({ type: "identify", time: MONDAY + 1, traits: { email: "ada@example.org" } }));
    story.take(delivery(story, { outcome: "undelivered", failure: "hard-bounce" }));
    expect(canBeAsked(story, MONDAY + HOUR)).toBe("sent");
  });

  it("is that channel's alone: a dead subscription says nothing of e-mail", () => {
    const story = ada().take(aTrack("Asked", MONDAY));
    story.take(delivery(story, { channel: "push", failure: "gone", message: "elsewhere" }));
    expect(canBeAsked(story, MONDAY + HOUR)).toBe("sent");
    expect(story.profile?.read("failures")).toEqual([0, 0, MONDAY + MINUTE, 0, 0]);
  });

  it("by a complaint is a refusal of marketing there", () => {
    const story = ada().take(aTrack("Asked", MONDAY));
    story.take(delivery(story, { outcome: "undelivered", failure: "complaint" }));
    expect(canBeAsked(story, MONDAY + HOUR)).toBe("consent.denied");
  });

  it("softly, three times in 7 days, rests for 14 days", () => {
    const bounced = (...days: number[]) => {
      const story = ada();
      for (const day of days)
        story.take(delivery(story, { time: MONDAY + day * DAY, failure: "soft-bounce", message: `${day}` }));
      return story;
    };
    expect(canBeAsked(bounced(0, 1), MONDAY + 2 * DAY)).toBe("sent");
    expect(canBeAsked(bounced(0, 6, 8), MONDAY + 9 * DAY)).toBe("sent");
    expect(canBeAsked(bounced(0, 6, 8, 9), MONDAY + 10 * DAY)).toBe("channel.paused");
    expect(canBeAsked(bounced(9, 0, 6, 8), MONDAY + 22 * DAY)).toBe("channel.paused");
    expect(canBeAsked(bounced(0, 6, 8, 9), MONDAY + 23 * DAY)).toBe("sent");
    const worked = bounced(0, 1).take(aTrack("Email Delivered", MONDAY + 2 * DAY));
    worked.take(delivery(worked, { time: MONDAY + 3 * DAY, failure: "soft-bounce", message: "3" }));
    expect(canBeAsked(worked, MONDAY + 4 * DAY)).toBe("sent");
  });

  it("softly, told by a site's own mailer, counts the same", () => {
    const story = ada();
    for (let day = 0; day < 3; day++) story.take(aTrack("Email Bounced", MONDAY + day * DAY, { bounce_type: "soft" }));
    expect(canBeAsked(story, MONDAY + 3 * DAY)).toBe("channel.paused");
  });
});

describe("of whoever is gone", () => {
  it("nothing is kept, and a mark hands it on", () => {
    const nobody = new EngineStory(context).take({ ...delivery(ada(), {}), id: "delivery/x/failed" });
    expect(nobody.profile).toBeUndefined();
    const moved = new EngineStory(context).take(
      aTrack("Product Viewed", MONDAY, { product_id: "p" }, { person: "a:x" }),
    );
    const request = { type: "merge", person: "a:x", from: "a:x", into: "u:ada", time: MONDAY, hops: 0 } as const;
    moved.take({ ...request, id: "merge-request/1" }, { ...delivery(ada(), {}), person: "a:x" });
    expect(moved.last.outcome).toBe("event.forwarded");
    expect(moved.last.effects).toMatchObject([
      { kind: "event", event: { type: "delivery", person: "u:ada", hops: 1 } },
    ]);
  });
});

it("whatever is told of messages, in whatever order, the profile can be written and read", () => {
  const event = fc.record({
    at: fc.nat(3),
    outcome: fc.constantFrom(...UNDELIVERED),
    failure: fc.option(fc.constantFrom(...ADDRESS_FAILURES), { nil: undefined }),
    channel: fc.constantFrom("email", "push", "onsite" as const),
    time: fc.integer({ min: MONDAY - DAY, max: MONDAY + 30 * DAY }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const story = ada();
      for (let i = 0; i < 3; i++) story.take(aTrack("Asked", MONDAY + i * HOUR));
      for (const { at, failure, ...rest } of events)
        story.take(delivery(story, { ...rest, ...(failure === undefined ? {} : { failure }) }, at));
      const profile = story.profile as NonNullable<typeof story.profile>;
      const bytes = story.engine.encode(profile);
      expect(story.engine.encode(story.engine.decode(bytes))).toEqual(bytes);
      for (const count of profile.read("responses").counts) expect(count).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 200 },
  );
});
