import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BROWSER_MISSING, inBrowser, launchBrowser } from "../harness/browser.js";
import { openTestCollector, TEST_KEY, type TestCollector } from "../harness/open-test-collector.js";

const BUNDLE = path.join(
  path.dirname(createRequire(import.meta.url).resolve("@segment/analytics-next/package.json")),
  "dist/umd/index.js",
);

/** Segment's browser SDK on a page of another origin than the collector's, so that every call is preflighted. */
describe.skipIf(BROWSER_MISSING)(inBrowser("@segment/analytics-next in Chromium"), () => {
  let browser: Browser;
  let site: Server;
  let origin: string;
  let collector: TestCollector;
  let page: Page;

  beforeAll(async () => {
    const script = readFileSync(BUNDLE);
    site = createServer((request, response) => {
      const isScript = request.url === "/analytics.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? script : "<!doctype html><title>Shop</title><script src=/analytics.js></script>");
    });
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  });
  beforeEach(async () => {
    page = await (await browser.newContext({ locale: "sv-SE" })).newPage();
  });
  afterEach(async () => {
    await page.context().close();
    await collector.close();
  });

  /**
   * Loads the SDK with nothing but the write key and our address as its CDN, and visits, names and follows a person. alias comes before
   * identify: after it, this SDK sends the identified userId, whatever alias was called with.
   */
  async function visit(address: string): Promise<void> {
    await page.goto(`${origin}/shoes?utm_source=letter&utm_campaign=spring`);
    // A text, since it runs in the page, where these types don't hold.
    await page.evaluate(`(async () => {
      const load = window.AnalyticsNext.AnalyticsBrowser.load({ writeKey: ${JSON.stringify(TEST_KEY)}, cdnURL: ${JSON.stringify(address)} });
      await load.page("Shoes");
      await load.track("Product Viewed", { product_id: "p1", price: 9.5 });
      await load.alias("ann");
      await load.identify("ann", { email: "ann@example.com" });
      await load.group("club", { tier: "gold" });
      await load.screen("Cart");
    })()`);
    await expect.poll(async () => (await collector.events()).length, { timeout: 15_000 }).toBe(6);
  }

  async function expectVisit(): Promise<void> {
    const byType = Object.fromEntries((await collector.events()).map((event) => [event.type, event]));
    expect(Object.keys(byType).toSorted()).toEqual(["alias", "group", "identify", "page", "screen", "track"]);
    const { anonymousId } = byType["page"] as { anonymousId: string };
    expect(byType["page"]).toMatchObject({
      person: `a:${anonymousId}`,
      name: "Shoes",
      source: "web",
      context: { locale: "sv-SE", campaign: { source: "letter", name: "spring" }, page: { path: "/shoes" } },
    });
    expect(byType["track"]).toMatchObject({
      person: `a:${anonymousId}`,
      name: "Product Viewed",
      properties: { product_id: "p1", price: 9.5 },
    });
    expect(byType["identify"]).toMatchObject({ person: "u:ann", anonymousId, traits: { email: "ann@example.com" } });
    expect(byType["group"]).toMatchObject({ person: "u:ann", groupId: "club" });
    expect(byType["alias"]).toMatchObject({ person: "u:ann", previousId: anonymousId });
    expect(await collector.deadLetters()).toEqual([]);
  }

  it("finds its way by the settings document and sends every kind of call", async () => {
    collector = await openTestCollector({ settings: { storeClientIp: true } });
    await visit(await collector.listen());
    await expectVisit();
    expect((await collector.events())[0]?.context["ip"]).toBe("127.0.0.1");
  });

  it("gathers events where the settings say so", async () => {
    collector = await openTestCollector({ settings: { browserBatches: { size: 3, timeoutMs: 200 } } });
    const paths = new Set<string>();
    collector.app.server.on("request", ({ method, url }) => method === "POST" && paths.add(url ?? ""));
    await visit(await collector.listen());
    await expectVisit();
    expect([...paths]).toEqual(["/v1/b"]);
  });

  it("is let in from the origins of its write key only", async () => {
    collector = await openTestCollector({
      settings: { writeKeys: [{ name: "web", key: TEST_KEY, origins: ["https://other.example"] }] },
    });
    const address = await collector.listen();
    await page.goto(origin);
    const heard =
      await page.evaluate(`fetch(${JSON.stringify(`${address}/v1/t?writeKey=${TEST_KEY}`)}, { method: "POST", mode: "no-cors",
      body: JSON.stringify({ userId: "ann", event: "Product Viewed" }) }).then((answer) => answer.type)`);
    expect(heard).toBe("opaque");
    expect(await collector.events()).toEqual([]);
  });
});
