import { code, dayOf, grouped, number, table } from "../versions/card-text.js";
import type { PurchaseTimingManifest } from "./manifest.js";
import type { PurchaseTimingParameters } from "./parameters.js";

/** CARD.md of a version: what people should know before they use it. */
export function cardOf(manifest: PurchaseTimingManifest, parameters: PurchaseTimingParameters): string {
  const { version, createdAt, source, orders, people, from, until, testFrom, dataHash, horizonDays, metrics } =
    manifest;
  const { pace, leaving, oneTime, regularity } = parameters;
  return `# Purchase timing ${version}

Trained ${createdAt} by \`attune train purchase-timing\`. What a program should know stands in manifest.json beside this page, the model itself in parameters.json.

## Data

${table([
  ["source", code(source)],
  ["orders", grouped(orders)],
  ["people fitted on", grouped(people)],
  ["from", dayOf(from)],
  ["until", dayOf(until)],
  ["fitted before, measured from", dayOf(testFrom)],
  ["SHA-256", code(dataHash)],
])}

## What it says

Of a person with an order at least: whether they still are a customer, their orders within ${horizonDays} days and what they will be worth, and when the next is to be expected.
A typical customer orders every ${number(pace.rate / pace.shape)} days; ${percent(oneTime)} never come back after their first order; after a repeat order ${percent(
    leaving.a / (leaving.a + leaving.b),
  )} leave. Regularity (1 = as chance has it): ${regularity.map(({ k, share }) => `k = ${k}: ${percent(share)}`).join(", ")}.

## Metrics

On what was ordered after ${dayOf(testFrom)}, of those who had ordered before.

${Object.keys(metrics).length === 0 ? "Not evaluated." : table(Object.entries(metrics).map(([name, value]) => [code(name), number(value)]))}

## Limits

- It knows orders and nothing else: no season, no campaign, no return. Where the shop's whole trade grows or shrinks, so do its errors; train it again.
- Somebody's next order is a spread of many weeks around the date that it names, unless they are a regular buyer.
- For what becomes of many people (how much, how many), and for a moment to speak to one. Not for anything that decides about people: credit, prices, access.
- Of whom it was fitted on it holds no trace: a version is a dozen numbers about everybody.
`;
}

function percent(share: number): string {
  return `${number(100 * share)} %`;
}
