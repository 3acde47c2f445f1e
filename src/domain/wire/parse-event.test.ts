import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADDRESS_FAILURES, UNDELIVERED } from "../delivery.js";
import type { AttuneEvent, JsonObject, JsonValue } from "../event.js";
import { CHANNELS } from "../message.js";
import { encodeEvent, parseEvent, type RecordFacts } from "./index.js";

const DELIVERY = {
  attune: 1,
  type: "delivery",
  id: "delivery/m1/failed",
  person: "u:a",
  timestamp: "2026-01-01T00:00:00.000Z",
  hops: 0,
  message: "m1",
  channel: "email",
  outcome: "failed",
  code: "smtp.550",
} as const;

const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value), "utf8");
const direct: RecordFacts = { storedAtMs: 1_795_341_600_000, internal: false };
const own: RecordFacts = { ...direct, internal: true };
const call = { type: "track", event: "x", userId: "a" };

describe("a direct publisher's record", () => {
  it("is read like a call to the collector, received when it was stored", () => {
    const sentAt = new Date(direct.storedAtMs - 60_000).toISOString();
    const result = parseEvent(bytes({ ...call, messageId: "m", timestamp: sentAt, sentAt }), direct);
    expect(result).toMatchObject({
      ok: true,
      event: { id: "m", time: direct.storedAtMs, source: "direct", person: "u:a" },
    });
  });

  it("gets the same id at every reading where it has none", () => {
    const id = (record: RecordFacts) => (parseEvent(bytes(call), record) as { event: AttuneEvent }).event.id;
    expect(id(direct)).toBe(id(direct));
    expect(id(direct)).not.toBe(id({ ...direct, storedAtMs: direct.storedAtMs + 1 }));
  });

  it.each([
    [
      "a timer",
      {
        attune: 1,
        type: "timer",
        id: "t",
        person: "u:a",
        timestamp: "2026-01-01T00:00:00.000Z",
        hops: 0,
        kind: "k",
        ref: "",
      },
    ],
    [
      "a merge",
      {
        attune: 1,
        type: "merge",
        id: "t",
        person: "u:a",
        timestamp: "2026-01-01T00:00:00.000Z",
        hops: 0,
        from: "a:b",
        into: "u:a",
      },
    ],
    [
      "a context",
      { attune: 1, type: "context", id: "t", timestamp: "2026-01-01T00:00:00.000Z", hops: 0, population: "AQI=" },
    ],
    [
      "a pin",
      {
        attune: 1,
        type: "context",
        id: "t",
        timestamp: "2026-01-01T00:00:00.000Z",
        hops: 0,
        serving: { model: "20260101-a", catalogue: 7 },
      },
    ],
    [
      "a pin of what scores",
      {
        attune: 1,
        type: "context",
        id: "t",
        timestamp: "2026-01-01T00:00:00.000Z",
        hops: 0,
        scoring: { current: { intent: "20260101-a" }, shadow: {} },
      },
    ],
    ["an erase", { attune: 1, type: "erase", id: "t", person: "u:a", timestamp: "2026-01-01T00:00:00.000Z", hops: 0 }],
    ["a delivery", DELIVERY],
  ])("may not be %s", (_what, payload) => {
    expect(parseEvent(bytes(payload), direct)).toMatchObject({ ok: false, code: "ATTUNE_EVENT_TYPE" });
    expect(parseEvent(bytes(payload), own)).toMatchObject({ ok: true });
  });

  it("can't forward itself to another person, nor use an id of Attune's", () => {
    const payload = { attune: 1, ...call, messageId: "timer/x", person: "u:b", hops: 3, timestamp: "2026-01-01" };
    expect(parseEvent(bytes(payload), direct)).toMatchObject({
      event: { person: "u:a", hops: 0, id: expect.stringMatching(/^h:/) as string },
    });
  });

  it.each([
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "ATTUNE_EVENT_NOT_UTF8"],
    ["half a JSON text", bytes('{"type":'), "ATTUNE_EVENT_NOT_JSON"],
    ["nothing", bytes(""), "ATTUNE_EVENT_NOT_JSON"],
    ["a list", bytes("[]"), "ATTUNE_EVENT_NOT_JSON"],
    ["1e999", bytes('{"type":"track","event":"x","userId":"a","properties":{"n":1e999}}'), "ATTUNE_EVENT_NUMBER"],
    [
      "an escaped lone surrogate",
      bytes('{"type":"track","event":"x","userId":"a","properties":{"n":"\\uD800"}}'),
      "ATTUNE_EVENT_NOT_UTF8",
    ],
    [
      "10,000 levels",
      bytes(`{"type":"track","event":"x","userId":"a","properties":{"n":${"[".repeat(1e4)}${"]".repeat(1e4)}}}`),
      "ATTUNE_EVENT_TOO_DEEP",
    ],
    ["more than 32 KB", bytes({ ...call, properties: { n: "x".repeat(32 * 1024) } }), "ATTUNE_EVENT_TOO_LARGE"],
  ])("of %s is refused", (_what, payload, code) => {
    expect(parseEvent(payload, direct)).toMatchObject({ ok: false, code });
  });

  it("may hold U+FFFD itself", () => {
    expect(parseEvent(bytes({ ...call, properties: { n: "\ufffd" } }), direct)).toMatchObject({ ok: true });
  });
});

const id = fc.stringMatching(/^[a-zA-Z0-9:/_-]{1,60}$/);
const text = fc.string({ unit: "grapheme", maxLength: 20 });
const person = fc
  .tuple(fc.constantFrom("u:", "a:"), fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }))
  .map(([kind, key]) => `${kind}${key}` as `u:${string}`);
const time = fc.integer({ min: 0, max: 4e12 });
const hops = fc.nat({ max: 8 });
const kind = fc.stringMatching(/^[a-z0-9-]{1,30}$/);
const base = { id, person, time, hops };
const object: fc.Arbitrary<JsonObject> = fc
  .dictionary(
    text.filter((key) => key !== "__proto__"),
    fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }) as fc.Arbitrary<JsonValue>,
  )
  .filter((value) => !JSON.stringify(value).includes("__proto__"))
  // JSON knows no -0
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
const optionalId = { requiredKeys: [] as never[] };
const ids = fc.record({ anonymousId: id, previousId: id, groupId: id }, optionalId);

const version = fc.constantFrom("starter", "20260101-a", "v1.2");
const versions = fc.record(
  { intent: version, propensity: version, "purchase-timing": version },
  { requiredKeys: [] as never[] },
);

const events: fc.Arbitrary<AttuneEvent> = fc.oneof(
  fc.record({ ...base, type: fc.constant("timer" as const), kind, ref: kind }),
  fc.record({ ...base, type: fc.constant("erase" as const) }),
  fc
    .record({
      event: fc.record({ id, time, hops, type: fc.constant("context" as const) }),
      population: fc.option(fc.uint8Array({ maxLength: 2_000 }), { nil: undefined }),
      serving: fc.record({ model: fc.constantFrom("", "20260101-a", "v1.2"), catalogue: fc.nat() }),
      scoring: fc.option(fc.record({ current: versions, shadow: versions }), { nil: undefined }),
      both: fc.boolean(),
    })
    .map(({ event, population, serving, scoring, both }) => ({
      ...event,
      ...(population === undefined ? {} : { population }),
      ...(scoring === undefined ? {} : { scoring }),
      ...((population === undefined && scoring === undefined) || both ? { serving } : {}),
    })),
  fc.record(
    {
      ...base,
      type: fc.constant("delivery" as const),
      message: id,
      channel: fc.constantFrom(...CHANNELS),
      outcome: fc.constantFrom(...UNDELIVERED),
      code: fc.stringMatching(/^[a-zA-Z0-9._-]{0,40}$/),
      failure: fc.constantFrom(...ADDRESS_FAILURES),
    },
    { requiredKeys: ["id", "person", "time", "hops", "type", "message", "channel", "outcome", "code"] },
  ),
  fc.record({ ...base, type: fc.constant("merge" as const), from: person, into: person }),
  fc.record({
    ...base,
    type: fc.constant("merge" as const),
    from: person,
    into: person,
    content: fc.uint8Array({ maxLength: 2_000 }),
  }),
  fc
    .tuple(
      fc.record({
        ...base,
        type: fc.constant("track" as const),
        name: fc.constantFrom("Product Viewed", "Own event", "Email Opened"),
        userId: id,
        properties: object,
        traits: object,
        context: object,
        source: text,
        history: fc.boolean(),
        silent: fc.boolean(),
      }),
      ids,
    )
    .map(([event, { anonymousId }]) => (anonymousId === undefined ? event : { ...event, anonymousId })),
  fc.record({
    ...base,
    type: fc.constant("identify" as const),
    name: fc.constant(""),
    userId: id,
    properties: object,
    traits: object,
    context: object,
    source: text,
    history: fc.boolean(),
    silent: fc.boolean(),
  }),
  fc.record({
    ...base,
    type: fc.constant("alias" as const),
    name: fc.constant(""),
    userId: id,
    previousId: id,
    properties: object,
    traits: object,
    context: object,
    source: text,
    history: fc.boolean(),
    silent: fc.boolean(),
  }),
);

describe("an event that Attune appends", () => {
  it("is read back equal", () => {
    fc.assert(
      fc.property(events, (event) => {
        expect(parseEvent(encodeEvent(event), own)).toEqual({ ok: true, event });
      }),
      { numRuns: 1_000 },
    );
  });

  it("must be in Attune's own form", () => {
    expect(parseEvent(bytes(call), own)).toMatchObject({ ok: false, code: "ATTUNE_EVENT_FIELD" });
    expect(parseEvent(bytes({ attune: 1, type: "timer", id: "x" }), own)).toMatchObject({ ok: false });
  });

  it.each([
    ["names no message", { message: undefined }],
    ["is on no channel", { channel: "pigeon" }],
    ["went well", { outcome: "sent" }],
    ["has no code", { code: 550 }],
    ["has words for a code", { code: "550 no such user ada@example.com" }],
    ["has a failure that there isn't", { failure: "late" }],
    ["is nobody's", { person: undefined }],
  ])("is no delivery where it %s", (_what, wrong) => {
    expect(parseEvent(bytes({ ...DELIVERY, ...wrong }), own)).toMatchObject({ ok: false, code: "ATTUNE_EVENT_FIELD" });
  });

  it.each([
    ["names a person", { person: "u:a", population: "AQI=" }],
    ["holds neither snapshot nor pin", {}],
    ["names a person with its pin", { person: "u:a", serving: { model: "", catalogue: 1 } }],
    ["pins no version", { serving: { model: "../x", catalogue: 1 } }],
    ["pins no place in the catalogue", { serving: { model: "a", catalogue: -1 } }],
    ["pins no model", { scoring: { current: { recommender: "a" }, shadow: {} } }],
    ["pins no version of one", { scoring: { current: { intent: "" }, shadow: {} } }],
    ["pins a version outside of its folder", { scoring: { current: {}, shadow: { intent: "../a" } } }],
    ["leaves the shadow out", { scoring: { current: { intent: "a" } } }],
    ["pins something else", { population: "AQI=", serving: "a@1" }],
    ["holds one that is no text", { population: [1, 2] }],
  ])("is no context where it %s", (_what, more) => {
    const context = { attune: 1, type: "context", id: "c", timestamp: "2026-01-01T00:00:00.000Z", hops: 0 };
    expect(parseEvent(bytes({ ...context, ...more }), own)).toMatchObject({ ok: false, code: "ATTUNE_EVENT_FIELD" });
  });

  it("is refused where its snapshot is larger than 1 MB", () => {
    const population = new Uint8Array(1024 * 1024);
    const event = { type: "context", id: "c", time: 1, hops: 0, population } as const;
    expect(parseEvent(encodeEvent(event), own)).toMatchObject({ ok: false, code: "ATTUNE_EVENT_TOO_LARGE" });
  });
});
