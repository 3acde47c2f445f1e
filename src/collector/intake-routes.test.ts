import { deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  BASIC,
  openTestCollector,
  postTo,
  productViewed as view,
  type TestCollector,
} from "../../test/harness/open-test-collector.js";

const NOW = Date.parse("2026-11-22T10:00:00.000Z");

let collector: TestCollector;
const post = (url: string, payload: unknown, headers?: Record<string, string>) =>
  postTo(collector, url, payload, headers);
beforeEach(async () => {
  collector = await openTestCollector({ now: () => NOW });
});
afterEach(() => collector.close());

describe("a call", () => {
  it.each([
    ["track", { event: "x" }],
    ["identify", { traits: {} }],
    ["page", { name: "Home" }],
    ["screen", {}],
    ["group", { groupId: "g" }],
    ["alias", { previousId: "b" }],
  ])("%s is stored before it is answered", async (type, fields) => {
    const answer = await post(`/v1/${type}`, { userId: "ann", messageId: "m1", ...fields });
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 1, rejected: 0, duplicates: 0 } });
    expect(await collector.events()).toMatchObject([{ type, person: "u:ann", id: "m1", source: "web", time: NOW }]);
  });

  it.each([["/v1/t"], ["/t"], ["/v1/track/"]])(
    "is taken on %s as well, whatever its content type says",
    async (url) => {
      for (const [i, type] of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json",
        "nonsense",
      ].entries()) {
        const answer = await post(url, view(`m${i}`), { authorization: BASIC, "content-type": type });
        expect(answer.status).toBe(200);
      }
      expect(await collector.events()).toHaveLength(4);
    },
  );

  it("that is bad is answered 200 with its code, and kept as a dead letter with its own bytes", async () => {
    const sent = '{"event":"x",  "userId": 7}';
    const answer = await post("/v1/track", sent);
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 0, rejected: 1, results: [{ code: "ATTUNE_EVENT_BAD_ID" }] },
    });
    const [letter] = await collector.deadLetters();
    expect(letter).toMatchObject({
      code: "ATTUNE_EVENT_BAD_ID",
      source: "web",
      attempts: 1,
      time: NOW,
      headers: { type: "track" },
    });
    expect(Buffer.from(letter?.payload ?? []).toString()).toBe(sent);
  });

  it("that comes twice is stored once", async () => {
    await post("/v1/track", view("m1"));
    expect(await post("/v1/track", view("m1"))).toMatchObject({
      body: { accepted: 0, duplicates: 1, results: [{ status: "duplicate" }] },
    });
    expect(await collector.events()).toHaveLength(1);
  });
});

describe("a batch", () => {
  it("is taken with its bad events apart", async () => {
    const batch = [
      view("m1"),
      { type: "track", userId: "ann" },
      view("m2"),
      5,
      view("m1"),
      view("m3", { timestamp: "2026-02-30" }),
    ];
    const answer = await post("/v1/batch", { batch });
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 2, rejected: 3, duplicates: 1 } });
    expect(answer.body.results?.map((each) => each.code ?? each.status)).toEqual([
      "accepted",
      "ATTUNE_EVENT_NAME",
      "accepted",
      "ATTUNE_EVENT_NOT_JSON",
      "duplicate",
      "ATTUNE_EVENT_TIME",
    ]);
    expect((await collector.events()).map((event) => event.id)).toEqual(["m1", "m2"]);
    const letters = await collector.deadLetters();
    expect(letters.map((letter) => JSON.parse(Buffer.from(letter.payload).toString()) as unknown)).toEqual(
      expect.arrayContaining([batch[1], batch[3], batch[5]]),
    );
    expect(letters).toHaveLength(3);
  });

  it("survives an event that is too deep and one that is no UTF-8", async () => {
    const deep = `{"type":"track","event":"x","userId":"ann","properties":{"d":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`;
    const start = Buffer.from(`{"batch":[${JSON.stringify(view("m1"))},${deep},{"type":"track","event":"`);
    const body = Buffer.concat([start, Buffer.from([0xff, 0xfe]), Buffer.from(`"},${JSON.stringify(view("m2"))}]}`)]);
    const answer = await post("/v1/batch", body);
    expect(answer.body.results?.map((each) => each.code ?? each.status)).toEqual([
      "accepted",
      "ATTUNE_EVENT_TOO_DEEP",
      "ATTUNE_EVENT_NOT_UTF8",
      "accepted",
    ]);
    expect((await collector.events()).map((event) => event.id)).toEqual(["m1", "m2"]);
    expect(
      (await collector.deadLetters()).find((letter) => letter.code === "ATTUNE_EVENT_TOO_DEEP")?.originalBytes,
    ).toBe(deep.length);
  });

  it("stores nothing in strict mode when one event is bad", async () => {
    const answer = await post(
      "/v1/batch",
      { batch: [view("m1"), { type: "track" }] },
      { authorization: BASIC, "x-strict-mode": "1" },
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, code: "ATTUNE_EVENT_NO_ID", results: [{ index: 1 }] },
    });
    expect(await collector.events()).toEqual([]);
    expect(await collector.deadLetters()).toEqual([]);
  });

  it("lists every result when small, only the rejected ones when large", async () => {
    const many = Array.from({ length: 21 }, (_, i) => view(`m${i}`, i === 7 ? { userId: 7 } : {}));
    expect((await post("/v1/batch", { batch: many })).body.results).toMatchObject([{ index: 7 }]);
  });

  it("shares its context and its sentAt", async () => {
    const batch = [view("m1", { timestamp: "2026-11-22T08:59:00Z" })];
    await post("/v1/batch", { batch, context: { locale: "sv" }, sentAt: "2026-11-22T09:00:00Z" });
    expect(await collector.events()).toMatchObject([{ context: { locale: "sv" }, time: NOW - 60_000 }]);
  });

  it("can't grow without end by a shared context", async () => {
    const batch = Array.from({ length: 400 }, (_, i) => view(`m${i}`));
    const { body } = await post("/v1/batch", { batch, context: { x: "x".repeat(20_000) } });
    expect(body["accepted"]).toBeLessThan(110);
    expect(body["rejected"]).toBe(400 - (body["accepted"] as number));
  });

  it("imported as history is marked so", async () => {
    await post("/v1/import", { batch: [view("m1")] });
    expect(await collector.events()).toMatchObject([{ history: true }]);
  });

  it.each([
    ["no JSON", "{", 400, "ATTUNE_EVENT_NOT_JSON"],
    ["nothing", "", 400, "ATTUNE_EVENT_NOT_JSON"],
    ["no batch", "{}", 400, "ATTUNE_BATCH"],
    ["no events", '{"batch":[]}', 400, "ATTUNE_BATCH"],
    ["501 events", { batch: Array.from({ length: 501 }, () => 1) }, 400, "ATTUNE_BATCH"],
    ["too many bytes", "x".repeat(512_001), 413, "ATTUNE_EVENT_TOO_LARGE"],
    ["an envelope too deep", `{"batch":[1],"x":${"[".repeat(99)}${"]".repeat(99)}}`, 400, "ATTUNE_EVENT_TOO_DEEP"],
  ])("with %s is refused as a whole", async (_what, body, status, code) => {
    const answer = await post("/v1/batch", body);
    expect(answer).toMatchObject({ status, body: { success: false, code } });
    expect(answer.body["fix"]).toBeTypeOf("string");
  });
});

describe("a packed body", () => {
  const body = JSON.stringify({ batch: [view("m1")] });
  const packed = (payload: Buffer, encoding: string) =>
    post("/v1/batch", payload, { authorization: BASIC, "content-encoding": encoding });

  it("is unpacked", async () => {
    expect((await packed(gzipSync(body), "gzip")).status).toBe(200);
    expect((await packed(deflateSync(body), "deflate")).status).toBe(200);
    expect(await collector.events()).toHaveLength(1);
  });

  it.each([
    ["a gzip bomb", gzipSync(Buffer.alloc(50_000_000, 32)), "gzip", 413, "ATTUNE_EVENT_TOO_LARGE"],
    ["half a gzip", gzipSync(body).subarray(0, 40), "gzip", 400, "ATTUNE_ENCODING"],
    ["no gzip", Buffer.from(body), "gzip", 400, "ATTUNE_ENCODING"],
    ["an unknown encoding", Buffer.from(body), "constructor", 400, "ATTUNE_ENCODING"],
    ["two encodings", gzipSync(gzipSync(body)), "gzip, gzip", 400, "ATTUNE_ENCODING"],
  ])("that is %s is refused", async (_what, payload, encoding, status, code) => {
    expect(await packed(payload, encoding)).toMatchObject({ status, body: { code } });
  });
});
