import fc from "fast-check";
import { GOOD, HOSTILE_BYTES, HOSTILE_TEXTS, HOSTILE_TIMES } from "./bad-events.js";

/** Bad events without end, made of a good one; the corpus of single ones is bad-events.ts. */

/** Times among HOSTILE_TIMES that are odd but exist. */
const REAL_TIMES: readonly unknown[] = ["9999-12-31T23:59:59Z", "1970-01-01"];

const bad = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const wrongObject = bad<unknown>(7, true, "text", [], [{}]);
const badId = fc.oneof(
  bad<unknown>(7, 2 ** 53, true, {}, [], ["a"], "undefined", "null", "NaN", "[object Object]", "  ", "x".repeat(257)),
  fc
    .tuple(fc.string(), bad("\r\n", "\0", "\u200b", "\u202e", "\ufeff", "\u2028", "\u007f", "\ud800"))
    .map(([text, sting]) => `a${text}${sting}`),
);
const deep = fc.integer({ min: 33, max: 200 }).map((levels) => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { d: value };
  return { value };
});
/** Stands for a number that JSON.stringify can't write. */
const INFINITE = "@1e999@";

/** One way of being wrong that must be refused, whatever else the event says. */
const defect: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({ userId: badId }),
  fc.record({ anonymousId: badId }),
  fc.record({ messageId: badId.filter((id) => id !== "") }),
  bad({ userId: null, anonymousId: "" }, { userId: undefined, anonymousId: undefined }),
  fc.record({ type: bad<unknown>("timer", "merge", "erase", "Track", "", null, 7, [], "__proto__", undefined) }),
  fc.record({
    type: fc.constant("track"),
    event: bad<unknown>(undefined, null, "", " ", 7, {}, "x".repeat(201), "a\r\nb", "\0"),
  }),
  fc.record({ properties: wrongObject }),
  fc.record({ traits: wrongObject }),
  fc.record({ context: wrongObject }),
  fc.record({ integrations: wrongObject }),
  fc.record({ timestamp: bad(...HOSTILE_TIMES.filter((time) => !REAL_TIMES.includes(time))) }),
  fc.record({ properties: deep }),
  fc.record({ context: deep }),
  fc.record({ properties: fc.record({ n: bad<unknown>(INFINITE, [INFINITE], { m: INFINITE }) }) }),
  fc.record({ properties: bad<object>({ s: "\ud800" }, { "\udfff": 1 }, { a: [{ b: "x\udc00y" }] }) }),
  fc.record({ properties: fc.constant({ wide: Array.from({ length: 2_001 }, () => []) }) }),
  fc.record({ properties: fc.constant({ big: "x".repeat(33_000) }) }),
);
const weights = fc.integer({ min: 0, max: 199 });

/** The JSON text of an event that must be refused: a good or hostile one with a defect, or none at all. Few are large. */
export const badEventText: fc.Arbitrary<string> = fc
  .tuple(defect, fc.jsonValue(), bad(...HOSTILE_TEXTS.filter((text) => text.length < 300)), fc.uuid(), weights)
  .filter(([fields, , , , weight]) => JSON.stringify(fields).length < 5_000 || weight === 0)
  .map(([fields, other, text, messageId, weight]) => {
    if (weight < 4) return JSON.stringify(weight < 2 ? [other] : text);
    const event = { ...GOOD, messageId, properties: { text, other }, ...fields };
    return JSON.stringify(event).replaceAll(`"${INFINITE}"`, "1e999");
  });

/** A good batch with a few bytes changed, cut off, doubled or put in. */
export const damagedBatch: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(
      fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom("flip", "set", "insert", "cut", "double", "bytes")),
      { minLength: 1, maxLength: 4 },
    ),
    fc.uuid(),
  )
  .map(([changes, messageId]) => {
    let bytes = Buffer.from(
      JSON.stringify({
        batch: [
          { ...GOOD, messageId },
          { ...GOOD, messageId: `${messageId}-2` },
        ],
        sentAt: "2026-11-22T10:00:00Z",
      }),
    );
    for (const [place, value, change] of changes) {
      const at = place % Math.max(1, bytes.length);
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      if (change === "flip")
        bytes = Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << (value % 8))]), after.subarray(1)]);
      else if (change === "set") bytes = Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
      else if (change === "insert") bytes = Buffer.concat([before, Buffer.from([value]), after]);
      else if (change === "cut") bytes = Buffer.from(before);
      else if (change === "double") bytes = Buffer.concat([before, before, after]);
      else bytes = Buffer.concat([before, HOSTILE_BYTES[value % HOSTILE_BYTES.length] as Buffer, after]);
    }
    return bytes;
  });
