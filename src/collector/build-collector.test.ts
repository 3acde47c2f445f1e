import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  BASIC,
  openTestCollector,
  postTo,
  productViewed as view,
  TEST_KEY,
  type TestCollector,
  type TestCollectorOptions,
} from "../../test/harness/open-test-collector.js";

const NOW = Date.parse("2026-11-22T10:00:00.000Z");

let collector: TestCollector;
const post = (url: string, payload: unknown, headers?: Record<string, string>) =>
  postTo(collector, url, payload, headers);
const open = async (options: TestCollectorOptions): Promise<void> => {
  await collector.close();
  collector = await openTestCollector({ now: () => NOW, ...options });
};
beforeEach(async () => {
  collector = await openTestCollector({ now: () => NOW });
});
afterEach(() => collector.close());

describe("a write key", () => {
  it("may stand in the head, the query or the body", async () => {
    const noColon = `Basic ${Buffer.from(TEST_KEY).toString("base64")}`;
    expect((await post("/v1/track", view("1"), { authorization: noColon })).status).toBe(200);
    expect((await post(`/v1/track?writeKey=${TEST_KEY}`, view("2"), {})).status).toBe(200);
    expect((await post("/v1/track", view("3"), { "x-write-key": TEST_KEY })).status).toBe(200);
    expect((await post("/v1/track", view("4", { writeKey: TEST_KEY }), {})).status).toBe(200);
    expect((await post("/v1/batch", { writeKey: TEST_KEY, batch: [view("5")] }, {})).status).toBe(200);
    expect(
      (await post(`/beacon/v1/batch?writeKey=${TEST_KEY}`, { batch: [view("6")] }, { "content-type": "text/plain" }))
        .status,
    ).toBe(200);
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
    expect(await send("3")).toMatchObject({
      status: 429,
      body: { code: "ATTUNE_RATE" },
      headers: { "retry-after": "1", "x-ratelimit-reset": "1" },
    });
  });

  it("lets a browser ask beforehand", async () => {
    const answer = await collector.app.inject({
      method: "OPTIONS",
      url: "/v1/t",
      headers: {
        origin: "https://any.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-retry-count",
      },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://any.example",
      "access-control-allow-headers": "authorization,x-retry-count",
    });
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

describe("the log", () => {
  it.each([["ATTUNE_LOG_UNAVAILABLE"], ["ATTUNE_LOG_FULL"]] as const)(
    "that fails with %s makes 503, and a repeat doubles nothing",
    async (code) => {
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
    },
  );

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
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };

  it("tells browser SDKs where to send", async () => {
    const { body } = await get(`/v1/projects/${TEST_KEY}/settings`, { host: "attune.example:8080" });
    expect(body).toMatchObject({
      integrations: { "Segment.io": { apiKey: TEST_KEY, apiHost: "attune.example:8080/v1", protocol: "http" } },
    });
    expect((await get("/v1/projects/other/settings")).status).toBe(401);
    expect((await get("/sourceConfig/?writeKey=other")).status).toBe(401);
    expect((await get(`/sourceConfig/?writeKey=${TEST_KEY}`)).body).toMatchObject({
      source: { enabled: true, writeKey: TEST_KEY },
    });
    await open({ settings: { publicUrl: "https://e.shop.example/in/", browserBatches: { size: 5, timeoutMs: 100 } } });
    expect((await get(`/v1/projects/${TEST_KEY}/settings`)).body).toMatchObject({
      integrations: {
        "Segment.io": {
          apiHost: "e.shop.example/in/v1",
          protocol: "https",
          deliveryStrategy: { strategy: "batching", config: { size: 5, timeout: 100 } },
        },
      },
    });
  });

  it("stores a browser's address only where asked to, and never a server's", async () => {
    await post("/v1/track", view("1"), { authorization: BASIC, origin: "https://a.example" });
    await open({ settings: { storeClientIp: true } });
    await post("/v1/track", view("2"), { authorization: BASIC, origin: "https://a.example" });
    await post("/v1/track", view("3"));
    await post("/v1/track", view("4", { context: { ip: "0.0.0.0" } }), {
      authorization: BASIC,
      origin: "https://a.example",
    });
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
      const socket = connect(Number(port), "127.0.0.1", () =>
        socket.write("POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"),
      );
      let text = "";
      socket
        .on("data", (chunk: Buffer) => (text += chunk.toString()))
        .on("close", () => resolve(text))
        .on("error", reject);
    });
    expect(heard).toContain("408");
    expect(heard).toContain("ATTUNE_HTTP");
  });

  it("finishes what is in work when it closes", async () => {
    const address = await collector.listen();
    const release = collector.holdLog();
    const answer = fetch(`${address}/v1/track?writeKey=${TEST_KEY}`, {
      method: "POST",
      body: JSON.stringify(view("m1")),
    });
    await collector.appending();
    const closed = collector.app.close();
    release();
    expect((await answer).status).toBe(200);
    await closed;
    expect(await collector.events()).toHaveLength(1);
  });
});
