/** Parts of a topology (objects, lists, values), and what the sizes in it may add up to: of two layers with so many units between them, 256 MiB. */
const MOST_PARTS = 50_000;
const MOST_SIZES = 16_384;
/** Whole numbers that are no sizes. */
const SEED = "seed";

/**
 * What is wrong with a model's layers before anybody makes room for them: TensorFlow.js would ask for what they say and only then look at the weights.
 * undefined: nothing.
 */
export function topologyProblem(topology: object): string | undefined {
  const waiting: object[] = [topology];
  let parts = 0;
  let sizes = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const [name, value] of Object.entries(part) as [string, unknown][]) {
      if (++parts > MOST_PARTS) return `has more than ${MOST_PARTS} parts`;
      if (typeof value === "object" && value !== null) waiting.push(value);
      else if (Number.isInteger(value) && name !== SEED) sizes += Math.abs(value as number);
    }
  }
  return sizes > MOST_SIZES ? `has sizes that add up to ${sizes}, more than ${MOST_SIZES}` : undefined;
}
