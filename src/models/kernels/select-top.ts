/** Rows that may not be chosen: a byte a row, not 0 = left out, or a question asked only of rows that would be among the best. */
export type Skip = Uint8Array | ((row: number) => boolean);

export interface Top {
  /** The best first; equal scores: the lower row first. At most k. */
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
}

/** The k highest of `scores`, exactly, in one pass with a heap of k. NaN is never chosen. */
export function selectTop(scores: Float32Array, k: number, skip?: Skip): Top {
  const most = Math.min(k, scores.length);
  const rows = new Uint32Array(most);
  const values = new Float32Array(most);
  let size = 0;
  const skipped = skip === undefined ? undefined : typeof skip === "function" ? skip : (row: number) => skip[row] !== 0;
  /** What a row must exceed once the heap is full: rows come in ascending order, so an equal one is behind. */
  let threshold = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < scores.length && most > 0; row++) {
    const score = scores[row] as number;
    if (!(score > threshold) && (size === most || Number.isNaN(score))) continue;
    if (skipped?.(row)) continue;
    if (size < most) siftUp(values, rows, size++, score, row);
    else siftDown(values, rows, size, score, row);
    if (size === most) threshold = values[0] as number;
  }
  for (let last = size - 1; last > 0; last--) {
    const [score, row] = [values[last] as number, rows[last] as number];
    values[last] = values[0] as number;
    rows[last] = rows[0] as number;
    siftDown(values, rows, last, score, row);
  }
  return { rows: rows.subarray(0, size), scores: values.subarray(0, size) };
}

/** Whether the first is to leave the heap before the second. */
function worse(score: number, row: number, otherScore: number, otherRow: number): boolean {
  return score < otherScore || (score === otherScore && row > otherRow);
}

function siftUp(values: Float32Array, rows: Uint32Array, from: number, score: number, row: number): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!worse(score, row, values[parent] as number, rows[parent] as number)) break;
    values[at] = values[parent] as number;
    rows[at] = rows[parent] as number;
    at = parent;
  }
  values[at] = score;
  rows[at] = row;
}

/** Puts (score, row) in the root's place, in a heap of `size`. */
function siftDown(values: Float32Array, rows: Uint32Array, size: number, score: number, row: number): void {
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    const right = child + 1;
    if (
      right < size &&
      worse(values[right] as number, rows[right] as number, values[child] as number, rows[child] as number)
    ) {
      child = right;
    }
    if (!worse(values[child] as number, rows[child] as number, score, row)) break;
    values[at] = values[child] as number;
    rows[at] = rows[child] as number;
    at = child;
  }
  values[at] = score;
  rows[at] = row;
}
