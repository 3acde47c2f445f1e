import { code, dayOf, grouped, number, table } from "../versions/card-text.js";
import type { DenseManifest, DenseName, Evidence } from "./manifest.js";

/** CARD.md of a dense model's version, in the form of a model card (Mitchell et al., FAT* 2019). */
export function denseCard(manifest: DenseManifest): string {
  const { model, version, createdAt, metrics, evidence, heads, horizons, positives, calibration } = manifest;
  const { title, use, limits } = WORDS[model];
  return `# ${title} ${version}

Trained ${createdAt} by \`attune train ${model}\`. What a program should know stands in manifest.json beside this page; model.json and weights.bin are a
TensorFlow.js layers model that takes raw feature values.

## Data

${table([
  ["source", code(manifest.source)],
  ["rows", grouped(manifest.rows)],
  ["people", grouped(manifest.people)],
  ["from", dayOf(manifest.from)],
  ["until", dayOf(manifest.until)],
  ["SHA-256", code(manifest.dataHash)],
])}

## Outputs

| output | looks ahead | positive rows | calibration |
|---|---|---|---|
${heads.map((head) => `| ${head} | ${horizons[head] === undefined ? "-" : `${number(horizons[head])} days`} | ${number((positives[head] ?? 0) * 100)} % | ${calibration[head]?.kind ?? "none"} |`).join("\n")}

## Training

${manifest.features.length} features of schema \`${manifest.schema}\` (src/models/features.ts), seed ${manifest.seed}, ${manifest.cpuSeconds.toFixed(1)} CPU-seconds.

\`\`\`json
${JSON.stringify(manifest.recipe, undefined, 2)}
\`\`\`

## Metrics

${Object.keys(metrics).length === 0 ? `Not evaluated yet: \`attune evaluate ${model}\`.` : table(Object.entries(metrics).map(([name, value]) => [code(name), number(value)]))}
${evidence === undefined ? "" : comparison(evidence)}
## Intended use

${use}

## Limits

${limits}
- It repeats what its data says of ${dayOf(manifest.from)} to ${dayOf(manifest.until)}. Probabilities drift as the shop changes: compare what it says with what comes
  (\`attune models compare ${model}\`), and train again.

## Privacy

No file holds the id of a person nor a row about one: weights are sums over ${grouped(manifest.people)} people and stay until the next training.
`;
}

function comparison({ against, measure, rows, people, difference, data }: Evidence): string {
  const [low, high] = difference.interval;
  return `
Against version ${code(against)} on ${code(data)} (${grouped(rows)} rows of ${grouped(people)} people, which neither was trained on): ${measure} ${difference.value < 0 ? "lower" : "higher"} by
${number(Math.abs(difference.value))} (95 % interval of the difference ${number(low)} to ${number(high)}).
`;
}

const WORDS: Readonly<Record<DenseName, { readonly title: string; readonly use: string; readonly limits: string }>> = {
  intent: {
    title: "Intent",
    use: `After each event of a person: the probabilities of an order within the visit (session) and within 24 hours (day), and of no further visit (churn).
For deciding when a message or an offer on the site is worth its place. Not for anything that decides about people: credit, prices, access.`,
    limits: `- It knows what the profile knows: sessions of a shop that tells less (no carts, no searches) are told apart less.`,
  },
  propensity: {
    title: "Propensity",
    use: `For each thing that could be said: the probability of a click or of the action's goal. For choosing between messages. Not for anything that decides about
people: credit, prices, access.`,
    limits: `- It was trained on what was sent, to those it was sent to: what is never said is never learnt. The shop's exploration is what keeps it honest.`,
  },
};
