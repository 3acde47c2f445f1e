import { code, dayOf, grouped, table } from "../versions/card-text.js";
import type { SendTimeManifest } from "./manifest.js";

/** CARD.md of a version: what people should know before they use it. */
export function cardOf(manifest: SendTimeManifest): string {
  const { version, createdAt, source, kind, signs, people, from, until, dataHash, seed, recipe, metrics } = manifest;
  return `# Send time ${version}

Chosen ${createdAt} by \`attune train send-time\`. What a program should know stands in manifest.json beside this page, what the engine reads in recipe.yaml.

## Data

${table([
  ["source", code(source)],
  [`signs of attention (${kind})`, grouped(signs)],
  ["people", grouped(people)],
  ["from", dayOf(from)],
  ["until", dayOf(until)],
  ["SHA-256", code(dataHash)],
])}

## Recipe

Chosen on folds inside the first 80 % of each person's signs; the rest was measured on and took no part. Seed ${seed}. The same data and seed give the same recipe.

\`\`\`json
${JSON.stringify(recipe, undefined, 2)}
\`\`\`

## Metrics

Shares of held-out signs in three hours of their day that were chosen beforehand: at random, everybody's hours, the person's own as counted, this recipe, and
the recipe that was in force.

${table(Object.entries(metrics).map(([name, value]) => [name, value.toFixed(4)]))}

## Limits

- Signs of one kind say nothing of the others' weights, and files say nothing of when messages were sent: \`weights\`, \`cohortStrength\` and \`exposurePerMessage\` are those of the recipe before.
- Of whom it was chosen on it holds no trace: a recipe is seven numbers.
`;
}
