import type { Assortment } from "../population/index.js";
import type { Sent } from "../world/index.js";
import type { Bestsellers } from "./bestsellers.js";
import { compose } from "./compose.js";
import type { Subscribers } from "./subscribers.js";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Tuesdays at ten; the epoch was a Thursday. */
const TUESDAY_TEN_MS = 5 * DAY_MS + 10 * 3_600_000;
const SHOWS = 4;

export function nextNewsletter(after: number): number {
  return Math.floor((after - TUESDAY_TEN_MS) / WEEK_MS) * WEEK_MS + TUESDAY_TEN_MS + WEEK_MS;
}

/** The same bestsellers to everybody who agreed. */
export function newsletter(assortment: Assortment, to: Subscribers, bestsellers: Bestsellers, now: number): Sent[] {
  const items = bestsellers.first(SHOWS);
  const said = { action: "newsletter", occasion: "newsletter", title: "New this week", items };
  return [...to].map((userId) => compose(assortment, userId, said, now));
}
