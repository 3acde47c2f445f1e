import type { IncomingMessage } from "node:http";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestCollector, TEST_KEY, type TestCollector } from "../harness/open-test-collector.js";

/** RudderStack's own Node SDK: gzip under a wrong content type, `originalTimestamp`, no write key in the body. */
describe("@rudderstack/rudder-sdk-node", () => {
  let collector: TestCollector;
  let dataPlaneUrl: string;

  beforeEach(async () => {
    collector = await openTestCollector();
    dataPlaneUrl = await collector.listen();
  });
  afterEach(() => collector.close());

  const flushed = (client: RudderAnalytics): Promise<void> =>
    new Promise((resolve, reject) => {
      void client.flush((error?: Error) => (error === undefined ? resolve() : reject(error)));
    });

  it.each([[true], [false]])("sends every kind of call (gzip: %s)", async (gzip) => {
    const requests: string[] = [];
    collector.app.server.on("request", ({ url, headers }: IncomingMessage) => {
      requests.push(`${url} ${headers["content-encoding"] ?? "plain"}`);
    });
    const client = new RudderAnalytics(TEST_KEY, { dataPlaneUrl, flushInterval: 20, gzip });
    client.identify({ userId: "ann", traits: { email: "ann@example.com" } });
    client.track({ userId: "ann", event: "Product Added", properties: { product_id: "p1" } });
    client.page({ anonymousId: "visitor", name: "Home", properties: {} });
    client.screen({ userId: "ann", name: "Cart" });
    client.group({ userId: "ann", groupId: "club" });
    client.alias({ userId: "ann", previousId: "visitor" });
    await flushed(client);
    await expect.poll(async () => (await collector.events()).length, { timeout: 10_000 }).toBe(6);
    const byType = Object.fromEntries((await collector.events()).map((event) => [event.type, event]));
    expect(byType["identify"]).toMatchObject({ person: "u:ann", traits: { email: "ann@example.com" } });
    expect(byType["track"]).toMatchObject({ name: "Product Added", properties: { product_id: "p1" } });
    expect(byType["page"]).toMatchObject({ person: "a:visitor" });
    expect(byType["alias"]).toMatchObject({ previousId: "visitor" });
    for (const event of Object.values(byType)) expect(Math.abs(event.time - Date.now())).toBeLessThan(30_000);
    expect(new Set(requests)).toEqual(new Set([`/v1/batch ${gzip ? "gzip" : "plain"}`]));
    expect(await collector.deadLetters()).toEqual([]);
  });

  it("repeats what a failing log refused or did not answer, and nothing is stored twice", async () => {
    const client = new RudderAnalytics(TEST_KEY, { dataPlaneUrl, flushInterval: 20, flushAt: 10, logLevel: "none" });
    for (const when of ["before", "after"] as const) {
      collector.breakLog(when);
      const first = new Promise((resolve) =>
        collector.app.server.once("request", (_request, response) => response.once("close", resolve)),
      );
      for (let i = 0; i < 5; i++) client.track({ userId: `${when}-${i}`, event: "Product Viewed" });
      await first;
      collector.breakLog("never");
      const stored = when === "before" ? 5 : 10;
      await expect.poll(async () => (await collector.events()).length, { timeout: 20_000 }).toBe(stored);
    }
    await flushed(client);
    expect(await collector.events()).toHaveLength(10);
  });
});
