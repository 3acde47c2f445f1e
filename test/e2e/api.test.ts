import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecommendationJson } from "../../src/api/index.js";
import { readTopic } from "../../src/app/read-topic.js";
import { type Role, type Running, startAttune } from "../../src/app/start.js";
import { type Configuration, requireConfiguration, shippedFolder } from "../../src/config/index.js";

/** The API over real HTTP, beside a running collector and worker on the embedded log and state. */

const SERVER = { authorization: "Bearer attune-dev-server" };
const PAGE = { authorization: `Basic ${Buffer.from("attune-dev:").toString("base64")}` };
const PATIENCE_MS = 20_000;

let folder: string;
let running: Running;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-test-api-"));
  running = await start(["collector", "worker", "api"]);
  await fillCatalogue();
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

function configure(): Configuration {
  const overrides = {
    log: "embedded",
    state: "embedded",
    data: folder,
    models: path.join(folder, "models"),
    host: "127.0.0.1",
    port: 0,
    partitions: 2,
    threads: 1,
  };
  return requireConfiguration(shippedFolder(), { environment: {}, overrides });
}

function start(roles: Role[]): Promise<Running> {
  return startAttune(configure(), { roles, logger: pino({ level: "silent" }) });
}

async function ask<T = Record<string, unknown>>(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${running.address ?? ""}${url}`, { method, headers, ...sent });
  return { status: answer.status, body: (await answer.json()) as T };
}

async function recommended(query: string, headers = SERVER as Record<string, string>): Promise<RecommendationJson> {
  const { status, body } = await ask<RecommendationJson>("GET", `/v1/recommendations?${query}`, headers);
  expect(status).toBe(200);
  return body;
}

/** Asks until the answer is right. */
async function until<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await sleep(25);
  }
}

const ids = ({ items }: RecommendationJson): string[] => items.map(({ id }) => id);

async function fillCatalogue(): Promise<void> {
  const items = ["light", "seats", "rugs"].flatMap((category, c) =>
    Array.from({ length: 6 }, (_, i) => ({
      id: `${category}-${i}`,
      title: `${category} ${i}`,
      url: `https://shop.example.com/${category}-${i}`,
      category,
      brand: i % 2 === 0 ? "Lumen" : "Corso",
      price: 20 * (c + 1) + i,
    })),
  );
  expect(await ask("POST", "/v1/items", SERVER, { items })).toMatchObject({
    status: 200,
    body: { created: 18, rejected: 0 },
  });
  await until(
    () => recommended("n=100"),
    (answer) => answer.items.length === 18,
  );
}

function viewed(who: object, item: string): Promise<unknown> {
  return ask("POST", "/v1/track", PAGE, { ...who, event: "Product Viewed", properties: { product_id: item } });
}

describe("the API of a running Attune", () => {
  it("recommends something else after the next event, to a known person and to a stranger from the first click", async () => {
    for (const [query, who] of [
      ["userId=ada", { userId: "ada" }],
      ["anonymousId=dev-1", { anonymousId: "dev-1" }],
    ] as const) {
      const stranger = await recommended(`${query}&n=5`);
      expect(stranger.items).toHaveLength(5);
      expect(stranger.profile).toMatchObject({ found: false });
      expect(stranger.items.every(({ because }) => because.length === 0)).toBe(true);

      await viewed(who, "rugs-2");
      const after = await until(
        () => recommended(`${query}&n=5`),
        (answer) => answer.profile?.found === true,
      );
      expect(ids(after)).not.toEqual(ids(stranger));
      expect(after.items[0]).toMatchObject({
        category: "rugs",
        because: [{ id: "rugs-2", title: "rugs 2", kind: "view" }],
      });

      await viewed(who, "seats-1");
      const next = await until(
        () => recommended(`${query}&n=5`),
        (answer) => (answer.profile?.offset ?? 0) > (after.profile?.offset ?? 0),
      );
      expect(ids(next)).not.toEqual(ids(after));
      expect(next.items[0]?.category).toBe("seats");
    }
  }, 60_000);

  it("serves what is put, patched and deleted after the refresh", async () => {
    const similar = () => recommended("scenario=similar&item=rugs-0&n=3&category=rugs");
    await ask("PUT", "/v1/items/rugs-9", SERVER, { title: "New rug", category: "rugs", price: 60, brand: "Lumen" });
    const shown = await until(
      () => ask("GET", "/v1/items/rugs-9", PAGE),
      ({ status }) => status === 200,
    );
    expect(shown.body).toMatchObject({ id: "rugs-9", title: "New rug", price: 60, inStock: true });
    await ask("PATCH", "/v1/items/rugs-9", SERVER, { inStock: false });
    await until(
      () => ask("GET", "/v1/items/rugs-9", PAGE),
      ({ body }) => body["inStock"] === false,
    );
    expect(ids(await similar())).not.toContain("rugs-9");
    await ask("DELETE", "/v1/items/rugs-1", SERVER);
    await until(
      () => recommended("n=100"),
      (answer) => !ids(answer).includes("rugs-1"),
    );
  }, 60_000);

  it("tells those who know an item of its new price, once, and no longer shows what was taken out", async () => {
    await viewed({ userId: "cleo" }, "light-3");
    await until(
      () => recommended("userId=cleo"),
      (answer) => answer.profile?.found === true,
    );
    const events = async (): Promise<string[]> => {
      const found: string[] = [];
      for (let partition = 0; partition < running.log.partitions; partition++)
        for await (const { payload } of readTopic(running.log, "events", partition))
          found.push(Buffer.from(payload).toString());
      return found.filter((text) => text.includes("Product Price Dropped") && text.includes("light-3"));
    };
    await ask("PATCH", "/v1/items/light-3", SERVER, { price: 11 });
    const told = await until(events, (found) => found.length > 0);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("cleo");
    await ask("PATCH", "/v1/items/light-3", SERVER, { price: 11 });
    await ask("DELETE", "/v1/items/light-5", SERVER);
    await until(
      () => ask("GET", "/v1/items/light-5", PAGE),
      ({ status }) => status === 404,
    );
    expect(await events()).toHaveLength(1);
  }, 60_000);

  it("keeps people's and the shop's from whoever has a page's key only", async () => {
    const refused = async (method: string, url: string, headers: Record<string, string>, body?: unknown) => {
      const answer = await ask(method, url, headers, body);
      return [answer.status, answer.body["code"]];
    };
    expect(await refused("GET", "/v1/recommendations?userId=ada", PAGE)).toEqual([403, "ATTUNE_API_SCOPE"]);
    expect(await refused("PUT", "/v1/items/a", PAGE, {})).toEqual([403, "ATTUNE_API_SCOPE"]);
    expect(await refused("GET", "/v1/recommendations?userId=ada", {})).toEqual([401, "ATTUNE_API_KEY"]);
    expect(await refused("GET", "/v1/recommendations?n=1000", PAGE)).toEqual([400, "ATTUNE_API_PARAMETER"]);
    expect(await refused("GET", "/v1/nothing", PAGE)).toEqual([404, "ATTUNE_ROUTE"]);
  });

  it("also runs alone, on what another process has made", async () => {
    await viewed({ userId: "bea" }, "seats-1");
    await until(
      () => recommended("userId=bea"),
      (answer) => answer.profile?.found === true,
    );
    await running.stop();
    running = await start(["api"]);
    expect((await recommended("userId=bea&n=3")).items[0]).toMatchObject({ category: "seats" });
    expect((await ask("POST", "/v1/track", PAGE, { userId: "ada", event: "x" })).status).toBe(404);
    expect((await ask("GET", "/readyz", {})).status).toBe(200);
  }, 60_000);
});
