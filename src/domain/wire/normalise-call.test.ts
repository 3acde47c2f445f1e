import { describe, expect, it } from "vitest";
import type { SegmentEvent } from "../event.js";
import { personToken } from "../person.js";
import { type CallIntake, normaliseCall, parseEvent, type Rejection } from "./index.js";

const RECEIVED = Date.parse("2026-11-22T10:00:00.000Z");
const how: CallIntake = { receivedAt: RECEIVED, source: "web", newId: () => "made-id" };
const track = { type: "track", event: "Product Viewed", userId: "ann", messageId: "m1", properties: { sku: "s1" } };

function stored(call: unknown, intake: Partial<CallIntake> = {}): SegmentEvent {
  const call1 = normaliseCall(call, { ...how, ...intake });
  if (!call1.ok) throw new Error(`${call1.code}: ${call1.message}`);
  const event = parseEvent(call1.payload, { storedAtMs: RECEIVED + 5, internal: false });
  if (!event.ok) throw new Error(`${event.code}: ${event.message}`);
  return event.event as SegmentEvent;
}

function refused(call: unknown, intake: Partial<CallIntake> = {}): Rejection {
  const result = normaliseCall(call, { ...how, ...intake });
  if (result.ok) throw new Error("was accepted");
  return result;
}

describe("a Segment call", () => {
  it("becomes an event of its person", () => {
    const call = normaliseCall(track, how);
    expect(call).toMatchObject({ ok: true, id: "m1", person: "u:ann", token: personToken("u:ann"), time: RECEIVED });
    expect(stored(track)).toEqual({
      id: "m1",
      person: "u:ann",
      time: RECEIVED,
      hops: 0,
      type: "track",
      name: "Product Viewed",
      userId: "ann",
      properties: { sku: "s1" },
      traits: {},
      context: {},
      source: "web",
      history: false,
      silent: false,
    });
  });

  it("belongs to the anonymous person where userId is absent, null or empty", () => {
    for (const userId of [undefined, null, ""]) {
      expect(stored({ ...track, userId, anonymousId: "x" }).person).toBe("a:x");
    }
  });

  it("gets an id where it has none, and keeps outside ids apart from Attune's own", () => {
    expect(stored({ ...track, messageId: undefined }).id).toBe("made-id");
    expect(stored({ ...track, messageId: "timer/x" }).id).toMatch(/^h:[0-9a-f]{28}$/);
    expect(stored({ ...track, messageId: "å" }).id).toBe(stored({ ...track, messageId: "å" }).id);
  });

  it.each([
    ["a number as id", { userId: 9007199254740993 }, "ATTUNE_EVENT_BAD_ID"],
    ["CR LF in an id", { userId: "a\r\nPUB x 1" }, "ATTUNE_EVENT_BAD_ID"],
    ["a zero-width character in an id", { userId: "a\u200bb" }, "ATTUNE_EVENT_BAD_ID"],
    ["a lone surrogate in an id", { userId: "u\ud800" }, "ATTUNE_EVENT_BAD_ID"],
    ["the word undefined as id", { userId: "undefined" }, "ATTUNE_EVENT_BAD_ID"],
    ["an id of 257 characters", { userId: "x".repeat(257) }, "ATTUNE_EVENT_BAD_ID"],
    ["a number as messageId", { messageId: 7 }, "ATTUNE_EVENT_BAD_ID"],
    ["no id", { userId: "" }, "ATTUNE_EVENT_NO_ID"],
    ["an unknown type", { type: "timer" }, "ATTUNE_EVENT_TYPE"],
    ["no event name", { event: " " }, "ATTUNE_EVENT_NAME"],
    ["a name of 201 characters", { event: "x".repeat(201) }, "ATTUNE_EVENT_NAME"],
    ["properties that are a list", { properties: [] }, "ATTUNE_EVENT_FIELD"],
    ["context that is a text", { context: "x" }, "ATTUNE_EVENT_FIELD"],
    ["a date that doesn't exist", { timestamp: "2026-02-30T00:00:00Z" }, "ATTUNE_EVENT_TIME"],
    ["a number as time", { timestamp: 1_795_341_600 }, "ATTUNE_EVENT_TIME"],
    ["an infinite number", { properties: { n: Number.POSITIVE_INFINITY } }, "ATTUNE_EVENT_NUMBER"],
    ["a lone surrogate", { properties: { n: "\udc00" } }, "ATTUNE_EVENT_NOT_UTF8"],
    ["33 KB", { properties: { n: "x".repeat(33 * 1024) } }, "ATTUNE_EVENT_TOO_LARGE"],
    ["2,001 objects", { properties: { n: Array.from({ length: 2_001 }, () => ({})) } }, "ATTUNE_EVENT_TOO_LARGE"],
  ])("with %s is refused", (_what, change, code) => {
    expect(refused({ ...track, ...change }).code).toBe(code);
  });

  it("is refused when nested deeper than 32 levels, and not before", () => {
    const nested = (levels: number): unknown => (levels === 0 ? {} : { n: nested(levels - 1) });
    expect(refused({ ...track, properties: nested(31) }).code).toBe("ATTUNE_EVENT_TOO_DEEP");
    expect(stored({ ...track, properties: nested(30) }).id).toBe("m1");
  });

  it("that is refused for another reason than its ids still says whose it was", () => {
    expect(refused({ ...track, timestamp: "Jan 1" }).person).toBe("u:ann");
    expect(refused({ ...track, userId: 5 }).person).toBeUndefined();
  });

  it("loses keys named __proto__ and keeps the others, without a prototype", () => {
    const call: unknown = JSON.parse(
      '{"type":"track","event":"x","userId":"a","messageId":"m","properties":{"__proto__":{"admin":true},"constructor":1,"a":{"__proto__":1}}}',
    );
    const { properties } = stored(call);
    expect(Object.keys(properties)).toEqual(["constructor", "a"]);
    expect(Object.getPrototypeOf(properties)).toBeNull();
    expect(Object.getPrototypeOf(properties["a"])).toBeNull();
    expect(Object.keys((call as { properties: object }).properties)).toContain("__proto__");
  });
});

describe("the time of a call", () => {
  const at = (fields: object, intake: Partial<CallIntake> = {}) =>
    new Date(stored({ ...track, ...fields }, intake).time).toISOString();

  it("is corrected for the sender's clock", () => {
    const timestamp = "2026-11-22T07:59:50.000Z";
    expect(at({ timestamp }, { sentAt: "2026-11-22T08:00:00.000Z" })).toBe("2026-11-22T09:59:50.000Z");
    expect(at({ timestamp, sentAt: "2026-11-22T08:00:00.000Z" })).toBe("2026-11-22T09:59:50.000Z");
    expect(at({ originalTimestamp: timestamp }, { sentAt: "2026-11-22T08:00:00.000Z" })).toBe(
      "2026-11-22T09:59:50.000Z",
    );
  });

  it("is the time given where the sender's clock can't be known", () => {
    const timestamp = "2026-11-20T07:59:50.000Z";
    expect(at({ timestamp })).toBe(timestamp);
    expect(at({ timestamp }, { sentAt: "2026-11-20T10:00:00.000Z" })).toBe(timestamp);
    expect(at({ timestamp }, { sentAt: "yesterday" })).toBe(timestamp);
  });

  it("is never later than its receipt by more than 5 minutes", () => {
    expect(at({ timestamp: "2027-01-01" })).toBe("2026-11-22T10:00:00.000Z");
    expect(at({ timestamp: "2026-11-22T10:04:00Z" })).toBe("2026-11-22T10:04:00.000Z");
  });
});

describe("the parts of a call", () => {
  it("take the batch's context and integrations under their own", () => {
    const event = stored(
      { ...track, context: { locale: "sv" } },
      {
        batchContext: { locale: "en", ip: "1.2.3.4" },
        batchIntegrations: { All: false },
        transportContext: { ip: "9.9.9.9", via: "x" },
      },
    );
    expect(event.context).toEqual({ locale: "sv", ip: "1.2.3.4", via: "x" });
    expect(event.silent).toBe(true);
  });

  it("are silent when integrations switch Attune off, and not when they switch it on", () => {
    expect(stored({ ...track, integrations: { All: false } }).silent).toBe(true);
    expect(stored({ ...track, integrations: { Attune: false } }).silent).toBe(true);
    expect(stored({ ...track, integrations: { All: false, Attune: true } }).silent).toBe(false);
    expect(stored({ ...track, integrations: { All: true } }).silent).toBe(false);
  });

  it("have traits from context.traits where RudderStack's identify puts them", () => {
    const call = {
      type: "identify",
      userId: "a",
      messageId: "m",
      traits: { b: 2 },
      context: { traits: { a: 1, b: 1 } },
    };
    expect(stored(call).traits).toEqual({ a: 1, b: 2 });
  });

  it("name the person that an alias call leaves", () => {
    expect(stored({ type: "alias", userId: "a", previousId: "b" })).toMatchObject({ person: "u:a", previousId: "b" });
    expect(stored({ type: "alias", userId: "a", anonymousId: "c" })).toMatchObject({ previousId: "c" });
    expect(refused({ type: "alias", userId: "a" }).code).toBe("ATTUNE_EVENT_NO_ID");
    expect(refused({ type: "alias", anonymousId: "a", previousId: "b" }).code).toBe("ATTUNE_EVENT_NO_ID");
  });

  it("get the canonical event name", () => {
    expect(stored({ ...track, event: "view_item" }).name).toBe("Product Viewed");
  });
});
