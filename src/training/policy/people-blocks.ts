import { seededRandom } from "../seeded-random.js";

/** People are put together at random into so many blocks at most: as good as people for a mean of so many, and bounded. */
const MOST_BLOCKS = 500;

/** Blocks of people: whole ones are resampled, since one person's rows are not independent. */
export interface Blocks {
  readonly count: number;
  /** By row. */
  readonly of: Uint16Array;
}

/** `person`: of each row, any numbers. */
export function blocksOf(person: ArrayLike<number>, seed: number): Blocks {
  const numbers = new Map<number, number>();
  for (let row = 0; row < person.length; row++) {
    const one = person[row] as number;
    if (!numbers.has(one)) numbers.set(one, numbers.size);
  }
  const random = seededRandom(seed);
  const count = Math.min(MOST_BLOCKS, numbers.size);
  // One for each block, so that none is empty; then at random.
  const blocks = Uint16Array.from({ length: numbers.size }, (_, at) =>
    at < count ? at : Math.floor(random() * count),
  );
  const blockOf = (row: number): number => blocks[numbers.get(person[row] as number) as number] as number;
  return { count, of: Uint16Array.from({ length: person.length }, (_, row) => blockOf(row)) };
}
