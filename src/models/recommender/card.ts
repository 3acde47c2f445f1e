import { code, dayOf, grouped, number, table } from "../versions/card-text.js";
import type { Manifest } from "./manifest.js";
import type { ServingRecipe } from "./model.js";

/**
 * CARD.md: what people should know of a version before they use it, in the form of a model card (Mitchell et al., FAT* 2019): data, training,
 * metrics, intended use, limits, privacy.
 */
export function cardOf(manifest: Manifest, serving: ServingRecipe): string {
  const { version, createdAt, metrics } = manifest;
  return `# Recommender ${version}

Trained ${createdAt} by \`attune train recommender\`. What a program should know stands in manifest.json beside this page.

## Data

${table([
  ["source", code(manifest.source)],
  ["interactions", grouped(manifest.interactions)],
  ["people", grouped(manifest.people)],
  ["items", grouped(manifest.items)],
  ["from", dayOf(manifest.from)],
  ["until", dayOf(manifest.until)],
  ["SHA-256", code(manifest.dataHash)],
])}

## Training

Item factors of ${manifest.dimension} dimensions (iALS), sequential rules, session neighbours (VMIS-kNN), co-occurrence, popularity. Seed ${manifest.seed};
${manifest.cpuSeconds.toFixed(1)} CPU-seconds, at most ${grouped(Math.ceil(manifest.peakBytes / 2 ** 20))} MiB of memory. The same data, recipe and seed give the same model.

\`\`\`json
${JSON.stringify(manifest.recipe, undefined, 2)}
\`\`\`

Weights of the signals when serving, for you: ${weights(serving.blend.forYou)}; next item: ${weights(serving.blend.nextItem)}.

## Metrics

${Object.keys(metrics).length === 0 ? "Not evaluated yet: `attune evaluate recommender`." : table(Object.entries(metrics).map(([name, value]) => [name, number(value)]))}

## Intended use

Items for people by what they did lately, on a site and in messages. Scores rank items for one person at one moment; they are no probabilities, and
scores of two people or of two versions can't be compared. Not for anything that decides about people: credit, prices, access.

## Limits

- It knows the ${grouped(manifest.items)} items of its data. Newer ones are placed by category, brand and price until it is trained again.
- It repeats what the data says: an item that was shown much was met much. Look at coverage and Gini in the report before you promote it.
- What people did before ${dayOf(manifest.from)} or after ${dayOf(manifest.until)} is not in it. A person's own recent events are folded in when serving.
- Metrics are of past events of the people named above; what it does to their behaviour only an experiment tells.

## Privacy

No file holds the id of a person, and there is no vector of a person: people are folded in from their profiles while a request lasts. sessions.* hold
sets of items with a day and a 32-bit hash of the person, salted with the version, so that an erasure finds and empties them. ${grouped(manifest.erasedSessions)} of
them had been emptied when this page was written. Factors and counts of items are sums over many people and stay until the next training.
`;
}

function weights(blend: Readonly<Record<string, number>>): string {
  const used = Object.entries(blend).filter(([, weight]) => weight !== 0);
  return used.length === 0 ? "none" : used.map(([signal, weight]) => `${signal} ${number(weight)}`).join(", ");
}
