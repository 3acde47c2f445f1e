import { expect, it } from "vitest";
import type { LayoutSettings } from "./index.js";
import { withMjml } from "./mjml.js";

const html: LayoutSettings = {
  name: "email",
  part: "html",
  source: "<p>{{ message.text }}</p>",
  file: "email.html.liquid",
};
const mjml: LayoutSettings = {
  name: "sale",
  part: "mjml",
  source:
    "<mjml><mj-body><mj-section><mj-column><mj-text>{{ message.text }}</mj-text></mj-column></mj-section></mj-body></mjml>",
  file: "sale.mjml.liquid",
};
const PACKAGE: string = "mjml";
const isInstalled = await import(PACKAGE).then(
  () => true,
  () => false,
);

it("leaves layouts that are no MJML as they are", async () => {
  const layouts = [html];
  expect(await withMjml(layouts)).toBe(layouts);
});

it("makes HTML of MJML with its placeholders in place, or says what to install", async () => {
  const made = withMjml([html, mjml]);
  if (!isInstalled) {
    const message = expect.stringContaining("npm install mjml") as string;
    await expect(made).rejects.toMatchObject({ code: "ATTUNE_CONFIG_INVALID", message });
    return;
  }
  const [, sale] = await made;
  expect(sale).toMatchObject({ name: "sale", part: "html" });
  expect(sale?.source).toMatch(/<!doctype html>[^]*\{\{ message\.text \}\}/i);
});
