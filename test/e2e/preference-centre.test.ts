import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSER_MISSING, inBrowser, launchBrowser } from "../harness/browser.js";
import { type Running, startAttune } from "../../src/app/start.js";
import { requireConfiguration, shippedFolder } from "../../src/config/index.js";
import type { PersonKey } from "../../src/domain/person.js";
import { type Claim, LinkSigner } from "../../src/links/index.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGE_KEY = { authorization: `Basic ${Buffer.from("attune-dev:").toString("base64")}` };
const SERVER_KEY = { authorization: "Bearer attune-dev-server" };
const LINKS = { publicUrl: "https://mail.shop.example.com", keys: [{ id: "k1", secret: "a secret of the tests" }] };

/** A running Attune, a person with a past, and the pages that the links of their messages lead to. */
describe.skipIf(BROWSER_MISSING)(inBrowser("the preference centre in Chromium"), () => {
  let folder: string;
  let running: Running;
  let browser: Browser;
  const signer = new LinkSigner(LINKS);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-test-centre-"));
    const overrides = {
      log: "embedded",
      state: "embedded",
      data: folder,
      models: path.join(folder, "models"),
      host: "127.0.0.1",
    };
    const configuration = requireConfiguration(shippedFolder(), {
      environment: {},
      overrides: { ...overrides, port: 0, partitions: 2, threads: 1 },
    });
    const keys = configuration.api.keys.map((key) => ({ ...key, scopes: [...key.scopes, "people"] as const }));
    running = await startAttune(
      { ...configuration, links: LINKS, api: { ...configuration.api, keys } },
      { roles: ["collector", "worker", "api"], logger: pino({ level: "silent" }) },
    );
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function link(purpose: Claim["purpose"], person: PersonKey, more: Partial<Claim> = {}): string {
    return `${running.address ?? ""}${new URL(signer.url({ purpose, person, ...more })).pathname}`;
  }

  async function send(type: string, call: object): Promise<void> {
    const body = JSON.stringify({ ...call, messageId: crypto.randomUUID() });
    const { status } = await fetch(`${running.address ?? ""}/v1/${type}`, { method: "POST", headers: PAGE_KEY, body });
    expect(status).toBe(200);
  }

  async function preferences(userId: string): Promise<Record<string, unknown>> {
    const url = `${running.address ?? ""}/v1/people/u%3A${userId}/preferences`;
    return (await (await fetch(url, { headers: SERVER_KEY })).json()) as Record<string, unknown>;
  }

  async function arrive(userId: string): Promise<void> {
    await send("identify", {
      userId,
      traits: { firstName: "Ann", email: `${userId}@example.com`, phone: "+46701234567", consent: { email: true } },
    });
    await send("track", {
      userId,
      event: "Product Viewed",
      properties: { product_id: "lamp-1", name: "Lamp", category: "light" },
    });
    await expect
      .poll(async () => (await preferences(userId))["consent"], { timeout: 15_000 })
      .toContainEqual(expect.objectContaining({ channel: "email", state: "granted" }));
  }

  async function newPage(options: {
    javaScriptEnabled: boolean;
    locale?: string;
    colorScheme?: "dark";
  }): Promise<Page> {
    return (await browser.newContext({ locale: "en-GB", ...options })).newPage();
  }

  /** WCAG 2.2 A and AA, as far as a machine can tell. */
  async function violations(page: Page): Promise<unknown[]> {
    await page.evaluate(AXE);
    return page.evaluate(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`);
  }

  for (const javaScriptEnabled of [false, true]) {
    it(`is used ${javaScriptEnabled ? "with" : "without"} JavaScript: choose, correct, understand, unsubscribe, take along, erase`, async () => {
      const userId = javaScriptEnabled ? "ann" : "bea";
      await arrive(userId);
      const page = await newPage({ javaScriptEnabled });
      await page.goto(link("preferences", `u:${userId}`));
      expect(await page.getByRole("checkbox", { name: "E-mail" }).isChecked()).toBe(true);
      await page.getByRole("checkbox", { name: "Text message (SMS)" }).check();
      await page.getByRole("checkbox", { name: "Loyalty" }).uncheck();
      for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])
        await page.getByRole("checkbox", { name: day }).uncheck();
      await page.getByLabel("From").fill("18:00");
      await page.getByLabel("to", { exact: true }).fill("21:00");
      await page.getByLabel("How often").selectOption("2");
      await page.getByLabel("Pause").selectOption({ label: "Pause for a week" });
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("status").waitFor();
      expect(await page.getByRole("status").textContent()).toBe("Your choices are saved.");
      expect(await page.getByRole("checkbox", { name: "Text message (SMS)" }).isChecked()).toBe(true);
      const chosen = await preferences(userId);
      expect(chosen).toMatchObject({
        refusedTopics: ["loyalty"],
        weekdays: [6, 7],
        hours: { from: "18:00", to: "21:00" },
        perWeek: 2,
      });
      expect(chosen["consent"]).toContainEqual(expect.objectContaining({ channel: "sms", state: "granted" }));

      await page.getByRole("link", { name: "What we know about you" }).click();
      await page.getByRole("textbox", { name: "First name" }).fill("Anna");
      await page.getByRole("button", { name: "Save corrections" }).click();
      await page.getByRole("status").waitFor();
      expect(await page.getByRole("textbox", { name: "First name" }).inputValue()).toBe("Anna");
      expect(await page.getByRole("row", { name: /First name/ }).textContent()).toContain("You told us");

      await page.getByRole("link", { name: "Why you got messages" }).click();
      await page.getByRole("heading", { name: "Messages, and why you got them" }).waitFor();

      await page.getByRole("link", { name: "Your data" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download my data" }).click(),
      ]);
      const copy = JSON.parse(readFileSync(await download.path(), "utf8")) as { person: string; events: unknown[] };
      expect(copy).toMatchObject({ person: `u:${userId}` });
      expect(copy.events.length).toBeGreaterThan(2);

      await page.goto(link("unsubscribe", `u:${userId}`, { channel: "email", topic: "offers" }));
      expect((await preferences(userId))["consent"]).toContainEqual(
        expect.objectContaining({ channel: "email", state: "granted" }),
      );
      await page.getByRole("button", { name: "Unsubscribe" }).click();
      await page.getByRole("heading", { name: "You are unsubscribed" }).waitFor();
      expect((await preferences(userId))["consent"]).toContainEqual(
        expect.objectContaining({ channel: "email", state: "denied" }),
      );

      await page.goto(`${link("preferences", `u:${userId}`)}/yours`);
      await page.getByRole("button", { name: "Erase my data" }).click();
      expect(await page.getByRole("alert").textContent()).toContain("Tick the box");
      await page.getByRole("checkbox", { name: "Yes, erase everything" }).check();
      await page.getByRole("button", { name: "Erase my data" }).click();
      await page.getByRole("heading", { name: "Your data is being erased" }).waitFor();
      await expect
        .poll(
          async () => (await fetch(`${running.address ?? ""}/v1/people/u%3A${userId}`, { headers: SERVER_KEY })).status,
          {
            timeout: 15_000,
          },
        )
        .toBe(404);
      await page.context().close();
    }, 90_000);
  }

  it("is accessible on every page, in either colour scheme, and breaks none of its own rules", async () => {
    await arrive("cleo");
    await send("track", {
      userId: "cleo",
      event: "Product Added",
      properties: { product_id: "lamp-1", name: "Lamp", price: 40 },
    });
    const base = link("preferences", "u:cleo");
    const pages = [
      base,
      `${base}?saved=1`,
      `${base}/data`,
      `${base}/messages`,
      `${base}/why?message=none`,
      `${base}/yours`,
      link("unsubscribe", "u:cleo", { channel: "email", topic: "cart" }),
      link("why", "u:cleo", { message: "none" }),
      `${running.address ?? ""}/p/wrong`,
    ];
    for (const colorScheme of [undefined, "dark"] as const) {
      const page = await newPage({ javaScriptEnabled: true, ...(colorScheme === undefined ? {} : { colorScheme }) });
      const complaints: string[] = [];
      page.on("console", (line) => {
        if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) complaints.push(line.text());
      });
      for (const url of pages) {
        await page.goto(url);
        expect(await violations(page), url).toEqual([]);
      }
      await page.goto(base);
      for (const box of await page.getByRole("checkbox", { name: /day$/ }).all()) await box.uncheck();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").waitFor();
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  }, 90_000);

  it("speaks the reader's language", async () => {
    const page = await newPage({ javaScriptEnabled: false, locale: "fr-CA" });
    await page.goto(link("preferences", "u:somebody"));
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Ce que vous recevez de nous");
    await page.context().close();
  });
});
