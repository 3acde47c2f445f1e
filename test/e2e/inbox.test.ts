import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BROWSER_MISSING, inBrowser, launchBrowser } from "../harness/browser.js";
import { signUser } from "../../src/api/user-tokens.js";
import { readTopic } from "../../src/app/read-topic.js";
import { type Running, startAttune } from "../../src/app/start.js";
import { requireConfiguration, shippedFolder } from "../../src/config/index.js";
import { decodeEventName } from "../harness/decode-event-name.js";

const WRITE_KEY = "attune-dev";
const LINK_SECRET = "the-secret-of-this-test";
const PATIENCE = { timeout: 20_000 };
/** A busy machine is slower than a page would wait. */
const OPTIONS = { writeKey: WRITE_KEY, timeoutMs: 5_000 };

/** A shop's page of another origin, and all of Attune behind it: collector, worker, dispatcher and API. */
describe.skipIf(BROWSER_MISSING)(inBrowser("a page with /attune-inbox.js in Chromium"), () => {
  let folder: string;
  let running: Running;
  let site: Server;
  let origin: string;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-test-inbox-"));
    running = await start();
    site = createServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      response.end(pageOf(running.address ?? ""));
    });
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
  });
  afterEach(() => page.context().close());

  function start(): Promise<Running> {
    const config = path.join(folder, "config");
    cpSync(shippedFolder(), config, { recursive: true });
    const help = path.join(config, "actions", "search-help.yaml");
    // Two minutes are long for a test.
    writeFileSync(help, readFileSync(help, "utf8").replace("wait: 2 min", "wait: 1 s"));
    const data = path.join(folder, "data");
    const overrides = { log: "embedded", state: "embedded", data, models: path.join(folder, "models") };
    const read = requireConfiguration(config, {
      environment: {},
      overrides: { ...overrides, host: "127.0.0.1", port: 0, partitions: 2, threads: 1 },
    });
    const links = { ...read.links, keys: [{ id: "t1", secret: LINK_SECRET }] };
    const roles = ["collector", "worker", "dispatcher", "api"] as const;
    return startAttune({ ...read, links }, { roles, logger: pino({ level: "silent" }) });
  }

  /** Opens the page and starts the script for somebody. */
  async function visit(who: object): Promise<void> {
    await page.goto(origin);
    await page.evaluate(`window.inbox = attuneInbox.start(${JSON.stringify({ ...OPTIONS, ...who })})`);
  }

  function send(call: object): Promise<unknown> {
    const address = running.address ?? "";
    return page.evaluate(
      `fetch("${address}/v1/track?writeKey=${WRITE_KEY}", { method: "POST", body: ${JSON.stringify(JSON.stringify(call))} })`,
    );
  }

  async function told(): Promise<string[]> {
    const found: string[] = [];
    for (let partition = 0; partition < running.log.partitions; partition++)
      for await (const { payload } of readTopic(running.log, "events", partition)) found.push(decodeEventName(payload));
    return found.filter((event) => event.startsWith("In-App")).toSorted();
  }

  const texts = (selector: string): Promise<string[]> => page.locator(selector).allTextContents();

  it("fills a slot, shows what comes, and says what became of each", async () => {
    await expect.poll(() => running.owned().length, PATIENCE).toBe(running.log.partitions);
    await visit({ anonymousId: "dev-1" });
    await expect.poll(() => texts("#banner h2"), PATIENCE).toEqual([expect.any(String)]);
    await expect.poll(told, PATIENCE).toEqual(["In-App Message Viewed"]);

    await send({ anonymousId: "dev-1", event: "Products Searched", properties: { query: "lava lamp", results: 0 } });
    await expect.poll(() => texts("#inbox h2"), PATIENCE).toEqual(["Can we help?"]);
    await expect.poll(told, PATIENCE).toEqual(["In-App Message Viewed", "In-App Message Viewed"]);
    await page.locator("#inbox button").click();
    await expect.poll(told, PATIENCE).toContain("In-App Message Dismissed");
    expect(await page.locator("#inbox section").count()).toBe(0);

    await page.reload();
    await visit({ anonymousId: "dev-1" });
    await page.waitForTimeout(1_000);
    expect(await texts("#inbox h2")).toEqual([]);
  }, 60_000);

  it("shows a hostile text as text", async () => {
    const query = `<img src=x onerror="window.pwned = true"><script>window.pwned = true</script>`;
    await visit({ anonymousId: "dev-2" });
    await send({ anonymousId: "dev-2", event: "Products Searched", properties: { query, results: 0 } });
    await expect.poll(() => texts("#inbox h2"), PATIENCE).toEqual(["Can we help?"]);
    expect(await page.locator("#inbox img, #inbox script").count()).toBe(0);
    expect(await page.evaluate("window.pwned")).toBeUndefined();
  }, 60_000);

  it("shows a known person's messages to whoever has a token of theirs, and to nobody else", async () => {
    await visit({ userId: "ada", userToken: signUser("ada", Math.floor(Date.now() / 1_000) + 600, LINK_SECRET) });
    await expect.poll(() => texts("#banner h2"), PATIENCE).toEqual([expect.any(String)]);
    await visit({ userId: "ada", userToken: signUser("bea", Math.floor(Date.now() / 1_000) + 600, LINK_SECRET) });
    await page.waitForTimeout(500);
    expect(await texts("#banner h2")).toEqual([]);
  }, 60_000);

  it("leaves the showing to a page that does it its own way", async () => {
    await page.goto(origin);
    await page.evaluate(`
      window.heard = [];
      document.addEventListener("attune:message", (event) => { event.preventDefault(); heard.push(event.detail.action); });
      window.inbox = attuneInbox.start(${JSON.stringify({ ...OPTIONS, anonymousId: "dev-3" })});
    `);
    await expect.poll(() => page.evaluate("window.heard"), PATIENCE).toEqual(["home-banner"]);
    expect(await texts("#banner h2")).toEqual([]);
  }, 60_000);
});

function pageOf(address: string): string {
  return `<!doctype html><html lang="en"><title>Shop</title>
    <main><div id="banner" data-attune-slot="home-banner"></div><div id="inbox" data-attune-inbox aria-live="polite"></div></main>
    <script src="${address}/attune-inbox.js"></script></html>`;
}
