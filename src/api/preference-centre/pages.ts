import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Liquid, type Template } from "liquidjs";
import type { Texts } from "./texts/index.js";

const PAGES = ["choices", "data", "messages", "why", "yours", "unsubscribe", "notice"] as const;
export type PageName = (typeof PAGES)[number];

/** A page's own fields; those that every page has. */
export interface PageFields {
  readonly t: Texts;
  readonly title: string;
  readonly shop: string;
  /** Left out: a page that leads nowhere else. */
  readonly nav?: readonly { readonly href: string; readonly text: string; readonly isHere: boolean }[];
  readonly [field: string]: unknown;
}

const STYLE = read("page.css");

/**
 * No scripts, nothing from anywhere else, no frames; the style is the page's own. The address holds the person's token: it is told to nobody and kept by
 * no cache.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex, nofollow",
  "cross-origin-opener-policy": "same-origin",
};

/** The pages of the preference centre, rendered on the server: they work without JavaScript. Whatever is shown is escaped. */
const liquid = new Liquid({
  outputEscape: "escape",
  strictVariables: true,
  lenientIf: true,
  strictFilters: true,
  ownPropertyOnly: true,
  templates: { layout: read("layout.html").replace("{% css %}", STYLE) },
});

const parsed = new Map<PageName, Template[]>(PAGES.map((page) => [page, liquid.parse(read(`${page}.html`))]));

export function renderPage(page: PageName, fields: PageFields): string {
  return liquid.renderSync(parsed.get(page) as Template[], fields) as string;
}

function read(name: string): string {
  return readFileSync(new URL(`pages/${name}`, import.meta.url), "utf8");
}
