import pc from "picocolors";
import type { RecommendationJson } from "../api/index.js";
import type { RecommendationReason } from "../domain/recommendation.js";
import { safeText } from "./report.js";

/** Recommendations for people to read: in the terminal and in the demo. */

type RecommendedJson = RecommendationJson["items"][number];

const WORDS: Readonly<Record<RecommendationReason, string>> = {
  "because-viewed": "because they viewed",
  "because-carted": "because they put into the cart",
  "because-saved": "because they saved",
  "because-bought": "because they bought",
  "bought-together": "often bought together with",
  "viewed-together": "often viewed together with",
  "similar-item": "similar to",
  "same-variant-group": "another variant of",
  "better-version": "a better one than",
  "similar-price": "priced like",
  "you-viewed": "viewed before",
  "you-saved": "saved before",
  "price-dropped": "its price dropped",
  "time-to-reorder": "time to buy it again",
  "new-for-you": "new, and close to",
  "new-arrival": "new",
  "in-the-range": "from the range",
  "popular-in-segment": "liked by people like them",
  "popular-in-category": "popular in its category",
  trending: "on the rise",
  popular: "popular",
};
/** The first is named with the reason; of the others is said what was done with them where it is something else. */
const DID = { view: "viewed", cart: "put into the cart", save: "saved", order: "bought" } as const;
/** Of what a recommendation rests on, so many are named. */
const NAMED = 2;

export function recommendationLines({ items, answeredBy, version, scenario }: RecommendationJson): string[] {
  const wide = nameWidth(items);
  const others = answeredBy.filter((name) => name !== scenario);
  return [
    `${pc.bold(scenario)}${others.length > 0 ? `, filled up by ${others.join(", ")}` : ""}  ${pc.dim(version)}`,
    ...items.map((item, i) => `  ${String(i + 1).padStart(2)}. ${itemLine(item, wide)}`),
    ...(items.length === 0 ? [pc.dim("  nothing: the catalogue is empty, or nothing passes the filters")] : []),
  ];
}

export function nameWidth(items: readonly RecommendedJson[]): number {
  return Math.max(0, ...items.map((item) => nameOf(item).length));
}

/** "Fjell Boot 30 (shoes-04)   85.95  because they viewed Pacer Runner (62 %)". */
export function itemLine(item: RecommendedJson, wide: number): string {
  const price = item.price === undefined ? "" : item.price.toFixed(2);
  return `${nameOf(item).padEnd(wide)}  ${price.padStart(8)}  ${pc.cyan(reasonOf(item))}`;
}

function reasonOf({ reason, because }: RecommendedJson): string {
  const [first] = because;
  const named = because.slice(0, NAMED).map(({ id, title, kind, share }) => {
    const did = reason.startsWith("because-") && kind !== first?.kind ? `${DID[kind]} ` : "";
    return `${did}${safeText(title === "" ? id : title)} (${Math.round(share * 100)} %)`;
  });
  return [WORDS[reason], ...(named.length === 0 ? [] : [named.join(", ")])].join(" ");
}

function nameOf({ id, title }: RecommendedJson): string {
  return safeText(title === "" ? id : `${title} (${id})`);
}
