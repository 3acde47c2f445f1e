import { deflateSync, gzipSync } from "node:zlib";
import { connect } from "node:net";
import type { InjectOptions } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestCollector, TEST_KEY, type TestCollector, type TestCollectorOptions } from "../../test/harness/open-test-collector.js";

const BASIC = `Basic ${Buffer.from(`${TEST_KEY}:`).toString("base64")}`;
const NOW = Date.parse("2026-11-22T10:00:00.000Z");
const view = (messageId: string, more: object = {}) => ({
  type: "track", event: "Product Viewed", userId: "ann", messageId, properties: { sku: "s1" }, ...more,
});

let collector: TestCollector;
const open = async (options: TestCollectorOptions = {}): Promise<void> => {
  await collector?.close();
  collector = await openTestCollector({ now: () => NOW, ...options });
};
beforeEach(async () => {
  collector = await openTestCollector({ now: () => NOW });
});
afterEach(() => collector.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { results?: { status: string; code?: string; messageId?: string; index: number }[] };
  readonly headers: Record<string, unknown>;
}

async function post(url: string, payload: unknown, headers: Record<string, string> = { authorization: BASIC }): Promise<Answer> {
  const raw = typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const options: InjectOptions = { method: "POST", url, payload: raw, headers };
  const answer = await collector.app.inject(options);
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

describe("a call", () => {
  it.each([
    ["track", { event: "x" }], ["identify", { traits: {} }], ["page", { name: "Home" }], ["screen", {}], ["group", { groupId: "g" }],
    ["alias", { previousId: "b" }],
  ])("%s is stored before it is answered", async (type, fields) => {
    const answer = await post(`/v1/${type}`, { userId: "ann", messageId: "m1", ...fields });
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 1, rejected: 0, duplicates: 0 } });
    expect(await collector.events()).toMatchObject([{ type, person: "u:ann", id: "m1", source: "web", time: NOW }]);
  });

  it.each([["/v1/t"], ["/t"], ["/v1/track/"]])("is taken on %s as well, whatever its content type says", async (url) => {
    for (const [i, type] of ["text/plain", "application/x-www-form-urlencoded", "application/json", "nonsense"].entries()) {
      const answer = await post(url, view(`m${i}`), { authorization: BASIC, "content-type": type });
      expect(answer.status).toBe(200);
    }
    expect(await collector.events()).toHaveLength(4);
  });

  it("that is bad is answered 200 with its code, and kept as a dead letter with its own bytes", async () => {
    const sent = '{"event":"x",  "userId": 7}';
    const answer = await post("/v1/track", sent);
    expect(answer).toMatchObject({ status: 200, body: { accepted: 0, rejected: 1, results: [{ code: "ATTUNE_EVENT_BAD_ID" }] } });
    const [letter] = await collector.deadLetters();
    expect(letter).toMatchObject({ code: "ATTUNE_EVENT_BAD_ID", source: "web", attempts: 1, time: NOW, headers: { type: "track" } });
    expect(Buffer.from(letter?.payload ?? []).toString()).toBe(sent);
  });

  it("that comes twice is stored once", async () => {
    await post("/v1/track", view("m1"));
    expect(await post("/v1/track", view("m1"))).toMatchObject({ body: { accepted: 0, duplicates: 1, results: [{ status: "duplicate" }] } });
    expect(await collector.events()).toHaveLength(1);
  });
});

describe("a batch", () => {
  it("is taken with its bad events apart", async () => {
    const batch = [view("m1"), { type: "track", userId: "ann" }, view("m2"), 5, view("m1"), view("m3", { timestamp: "2026-02-30" })];
    const answer = await post("/v1/batch", { batch });
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 2, rejected: 3, duplicates: 1 } });
    expect(answer.body.results?.map((each) => each.code ?? each.status)).toEqual([
      "accepted", "ATTUNE_EVENT_NAME", "accepted", "ATTUNE_EVENT_NOT_JSON", "duplicate", "ATTUNE_EVENT_TIME",
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
      "accepted", "ATTUNE_EVENT_TOO_DEEP", "ATTUNE_EVENT_NOT_UTF8", "accepted",
    ]);
    expect((await collector.events()).map((event) => event.id)).toEqual(["m1", "m2"]);
    expect((await collector.deadLetters()).find((letter) => letter.code === "ATTUNE_EVENT_TOO_DEEP")?.originalBytes).toBe(deep.length);
  });

  it("stores nothing in strict mode when one event is bad", async () => {
    const answer = await post("/v1/batch", { batch: [view("m1"), { type: "track" }] }, { authorization: BASIC, "x-strict-mode": "1" });
    expect(answer).toMatchObject({ status: 400, body: { success: false, code: "ATTUNE_EVENT_NO_ID", results: [{ index: 1 }] } });
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
    ["no JSON", "{", 400, "ATTUNE_EVENT_NOT_JSON"], ["nothing", "", 400, "ATTUNE_EVENT_NOT_JSON"], ["no batch", "{}", 400, "ATTUNE_BATCH"],
    ["no events", '{"batch":[]}', 400, "ATTUNE_BATCH"], ["501 events", { batch: Array.from({ length: 501 }, () => 1) }, 400, "ATTUNE_BATCH"],
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
  const packed = (payload: Buffer, encoding: string) => post("/v1/batch", payload, { authorization: BASIC, "content-encoding": encoding });

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

describe("a write key", () => {
  it("may stand in the head, the query or the body", async () => {
    const noColon = `Basic ${Buffer.from(TEST_KEY).toString("base64")}`;
    expect((await post("/v1/track", view("1"), { authorization: noColon })).status).toBe(200);
    expect((await post(`/v1/track?writeKey=${TEST_KEY}`, view("2"), {})).status).toBe(200);
    expect((await post("/v1/track", view("3"), { "x-write-key": TEST_KEY })).status).toBe(200);
    expect((await post("/v1/track", view("4", { writeKey: TEST_KEY }), {})).status).toBe(200);
    expect((await post("/v1/batch", { writeKey: TEST_KEY, batch: [view("5")] }, {})).status).toBe(200);
    expect((await post(`/beacon/v1/batch?writeKey=${TEST_KEY}`, { batch: [view("6")] }, { "content-type": "text/plain" })).status).toBe(200);
    expect(await collector.events()).toHaveLength(6);
  });

  it("that is missing or unknown is refused", async () => {
    expect(await post("/v1/track", view("1"), {})).toMatchObject({ status: 401, body: { code: "ATTUNE_WRITE_KEY" } });
    expect((await post("/v1/track?writeKey=other", view("1"), {})).status).toBe(401);
    expect((await post("/v1/track?writeKey=__proto__", view("1"), {})).status).toBe(401);
    expect(await collector.events()).toEqual([]);
  });

  it("is for its origins only", async () => {
    const from = (origin: string) => post("/v1/track?writeKey=shop-key", view(origin), { origin });
    const allowed = await from("https://shop.example");
    expect(allowed.status).toBe(200);
    expect(allowed.headers["access-control-allow-origin"]).toBe("https://shop.example");
    expect(await from("https://evil.example")).toMatchObject({ status: 403, body: { code: "ATTUNE_ORIGIN" } });
    expect((await post("/v1/track?writeKey=shop-key", view("server"), {})).status).toBe(200);
  });

  it("has a rate", async () => {
    const send = (id: string) => post("/v1/track?writeKey=slow-key", view(id), {});
    expect([(await send("1")).status, (await send("2")).status]).toEqual([200, 200]);
    expect(await send("3")).toMatchObject({ status: 429, body: { code: "ATTUNE_RATE" }, headers: { "retry-after": "1", "x-ratelimit-reset": "1" } });
  });

  it("lets a browser ask beforehand", async () => {
    const answer = await collector.app.inject({
      method: "OPTIONS", url: "/v1/t",
      headers: { origin: "https://any.example", "access-control-request-method": "POST", "access-control-request-headers": "authorization,x-retry-count" },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://any.example", "access-control-allow-headers": "authorization,x-retry-count",
    });
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

describe("the log", () => {
  it.each([["ATTUNE_LOG_UNAVAILABLE"], ["ATTUNE_LOG_FULL"]] as const)("that fails with %s makes 503, and a repeat doubles nothing", async (code) => {
    const batch = { batch: [view("m1"), { type: "track" }, view("m2")] };
    for (const when of ["before", "after"] as const) {
      collector.breakLog(when, code);
      const answer = await post("/v1/batch", batch);
      expect(answer).toMatchObject({ status: 503, body: { success: false, code } });
      expect(answer.headers["retry-after"]).toBeTypeOf("string");
    }
    collector.breakLog("never");
    expect(await post("/v1/batch", batch)).toMatchObject({ status: 200, body: { duplicates: 2, rejected: 1 } });
    expect(await collector.events()).toHaveLength(2);
    expect(await collector.deadLetters()).toHaveLength(1);
  });

  it("being slow, further requests hear 503 at once", async () => {
    await open({ settings: { inFlightRequests: 2 } });
    const release = collector.holdLog();
    const waiting = [post("/v1/track", view("1")), post("/v1/track", view("2"))];
    await new Promise((resolve) => setImmediate(resolve));
    const third = await post("/v1/track", view("3"));
    expect(third).toMatchObject({ status: 503, body: { code: "ATTUNE_BUSY" }, headers: { "retry-after": "1" } });
    release();
    expect((await Promise.all(waiting)).map((each) => each.status)).toEqual([200, 200]);
    expect((await post("/v1/track", view("3"))).status).toBe(200);
  });
});

describe("the collector", () => {
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await collector.app.inject({ method: "GET", url, headers });
    return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
  };

  it("tells browser SDKs where to send", async () => {
    const { body } = await get(`/v1/projects/${TEST_KEY}/settings`, { host: "attune.example:8080" });
    expect(body).toMatchObject({ integrations: { "Segment.io": { apiKey: TEST_KEY, apiHost: "attune.example:8080/v1", protocol: "http" } } });
    expect((await get("/v1/projects/other/settings")).status).toBe(401);
    expect((await get("/sourceConfig/?writeKey=other")).status).toBe(401);
    expect((await get(`/sourceConfig/?writeKey=${TEST_KEY}`)).body).toMatchObject({ source: { enabled: true, writeKey: TEST_KEY } });
    await open({ settings: { publicUrl: "https://e.shop.example/in/", browserBatches: { size: 5, timeoutMs: 100 } } });
    expect((await get(`/v1/projects/${TEST_KEY}/settings`)).body).toMatchObject({
      integrations: {
        "Segment.io": {
          apiHost: "e.shop.example/in/v1", protocol: "https", deliveryStrategy: { strategy: "batching", config: { size: 5, timeout: 100 } },
        },
      },
    });
  });

  it("stores a browser's address only where asked to, and never a server's", async () => {
    await post("/v1/track", view("1"), { authorization: BASIC, origin: "https://a.example" });
    await open({ settings: { storeClientIp: true } });
    await post("/v1/track", view("2"), { authorization: BASIC, origin: "https://a.example" });
    await post("/v1/track", view("3"));
    await post("/v1/track", view("4", { context: { ip: "0.0.0.0" } }), { authorization: BASIC, origin: "https://a.example" });
    expect((await collector.events()).map((event) => event.context["ip"])).toEqual(["127.0.0.1", undefined, "0.0.0.0"]);
  });

  it("says whether it lives and is ready, and answers other routes with a code", async () => {
    expect(await get("/livez")).toEqual({ status: 200, body: { status: "ok" } });
    expect((await get("/readyz")).status).toBe(200);
    expect(await get("/nowhere")).toMatchObject({ status: 404, body: { code: "ATTUNE_ROUTE" } });
    await collector.log.close();
    expect(await get("/readyz")).toMatchObject({ status: 503, body: { code: "ATTUNE_LOG_UNAVAILABLE" } });
  });

  it("gives up on a request that comes too slowly, with a code", async () => {
    await open({ settings: { requestTimeoutMs: 200 } });
    const { port } = new URL(await collector.listen());
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.write("POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"));
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString())).on("close", () => resolve(text)).on("error", reject);
    });
    expect(heard).toContain("408");
    expect(heard).toContain("ATTUNE_HTTP");
  });

  it("finishes what is in work when it closes", async () => {
    const address = await collector.listen();
    const release = collector.holdLog();
    const answer = fetch(`${address}/v1/track?writeKey=${TEST_KEY}`, { method: "POST", body: JSON.stringify(view("m1")) });
    await collector.appending();
    const closed = collector.app.close();
    release();
    expect((await answer).status).toBe(200);
    await closed;
    expect(await collector.events()).toHaveLength(1);
  });
});
