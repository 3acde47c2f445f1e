import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ERRORS } from "../../src/domain/errors.js";
import { isInternal } from "../../src/domain/event.js";
import { parseEvent } from "../../src/domain/wire/index.js";
import { badEventText, damagedBatch } from "../harness/bad-event-generators.js";
import { CONTROL, HOSTILE_BYTES, HOSTILE_JSON, HOSTILE_PACKED } from "../harness/bad-events.js";
import { openTestCollector, TEST_KEY, type TestCollector } from "../harness/open-test-collector.js";

/**
 * Invariant 8: bad input gets a clear answer with a code, costs bounded work, and harms nobody else's events. A control person's events
 * go in between, in requests of their own and in the same batches.
 */

const BATCH = 100;
const BATCHES = 210;
const DAMAGED = 1_500;

interface Answer {
  readonly status: number;
  readonly body: {
    code?: string;
    fix?: string;
    accepted?: number;
    rejected?: number;
    duplicates?: number;
    results?: Result[];
  };
}
interface Result {
  readonly index: number;
  readonly status: string;
  readonly code?: string;
}

describe("bad input", () => {
  let collector: TestCollector;
  /** The bytes of every event that was refused by itself, as hexadecimal text where they aren't UTF-8. */
  const refused = new Set<string>();
  const controls: string[] = [];
  let cases = 0;

  beforeAll(async () => {
    collector = await openTestCollector();
  });
  afterAll(() => collector.close());

  const controlText = (): string => {
    controls.push(`control-${controls.length}`);
    return JSON.stringify({
      type: "track",
      event: "Product Viewed",
      userId: CONTROL,
      messageId: controls.at(-1),
      properties: { n: controls.length },
    });
  };

  async function post(url: string, payload: string | Buffer, encoding?: string): Promise<Answer> {
    const answer = await collector.app.inject({
      method: "POST",
      url: `${url}?writeKey=${TEST_KEY}`,
      payload,
      headers: encoding === undefined ? {} : { "content-encoding": encoding },
    });
    const body = answer.json<Answer["body"]>();
    if (answer.statusCode !== 200) {
      expect([400, 413]).toContain(answer.statusCode);
      expect(Object.keys(ERRORS)).toContain(body.code);
      expect(body.fix).toBe(ERRORS[body.code as keyof typeof ERRORS].fix);
    }
    for (const result of body.results ?? [])
      if (result.status === "rejected") expect(Object.keys(ERRORS)).toContain(result.code);
    return { status: answer.statusCode, body };
  }

  /** The control's next event, in a request of its own, is taken as if nothing had been. */
  afterEach(async () => {
    expect(await post("/v1/track", controlText())).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it("from the corpus is answered one by one", async () => {
    for (const event of [...HOSTILE_JSON, ...HOSTILE_BYTES]) {
      for (const route of ["/v1/track", "/v1/alias"]) {
        cases += 1;
        const { status, body } = await post(route, event);
        if (status === 200 && body.rejected === 1) refused.add(Buffer.from(event).toString("latin1"));
        if (status === 200) expect((body.accepted ?? 0) + (body.rejected ?? 0) + (body.duplicates ?? 0)).toBe(1);
      }
    }
  });

  it("generated, a hundred in a batch, is refused event by event, and the good event between them is taken", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(badEventText, { minLength: BATCH, maxLength: BATCH }),
        fc.nat({ max: BATCH }),
        async (events, place) => {
          const { status, body } = await post(
            "/v1/batch",
            `{"batch":[${events.toSpliced(place, 0, controlText()).join(",")}]}`,
          );
          cases += events.length;
          expect(status).toBe(200);
          expect(body).toMatchObject({ accepted: 1, rejected: BATCH, duplicates: 0 });
          for (const event of events) refused.add(Buffer.from(event).toString("latin1"));
        },
      ),
      { numRuns: BATCHES, endOnFailure: true },
    );
  });

  it("made of a good batch by damaging its bytes is answered, whole or event by event", async () => {
    await fc.assert(
      fc.asyncProperty(damagedBatch, async (bytes) => {
        cases += 1;
        await post("/v1/batch", bytes);
      }),
      { numRuns: DAMAGED, endOnFailure: true },
    );
  });

  it("packed is answered, damaged or a bomb", async () => {
    for (const [encoding, bytes] of HOSTILE_PACKED) {
      cases += 1;
      await post("/v1/batch", bytes, encoding);
    }
  });

  it("that comes past the collector is read or refused by the worker's parser, never thrown at, and can't pass for Attune's own", () => {
    const check = (bytes: Buffer): void => {
      cases += 1;
      const parsed = parseEvent(bytes, { storedAtMs: 1_795_341_600_000, internal: false });
      if (!parsed.ok) expect(Object.keys(ERRORS)).toContain(parsed.code);
      else if (isInternal(parsed.event)) expect.fail("passed for Attune's own");
      else {
        expect(parsed.event.person).not.toBe(`u:${CONTROL}`);
        expect(parsed.event.hops).toBe(0);
      }
    };
    for (const event of [...HOSTILE_JSON, ...HOSTILE_BYTES]) check(Buffer.from(event));
    fc.assert(
      fc.property(badEventText, (text) => check(Buffer.from(text))),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(damagedBatch, check), { numRuns: 1_000 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => check(Buffer.from(bytes))),
      { numRuns: 1_000 },
    );
  });

  it("was enough, lies in the dead letters with its own bytes, and changed nothing for the control person", async () => {
    expect(cases).toBeGreaterThanOrEqual(20_000);
    expect(refused.size).toBeGreaterThanOrEqual(20_000);
    const letters = new Set<string>();
    for (const { payload, code, originalBytes } of await collector.deadLetters()) {
      expect(Object.keys(ERRORS)).toContain(code);
      if (originalBytes === undefined) letters.add(Buffer.from(payload).toString("latin1"));
    }
    const missing = [...refused].filter((text) => text.length <= 65_536 && !letters.has(text));
    expect(missing).toEqual([]);
    const control = (await collector.events()).filter((event) => event.person === `u:${CONTROL}`);
    expect(control.map((event) => event.id)).toEqual(controls);
    control.forEach((event, i) =>
      expect(event).toMatchObject({ name: "Product Viewed", properties: { n: i + 1 }, source: "web", hops: 0 }),
    );
  });
});
