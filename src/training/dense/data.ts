/** What a dense model is fitted on. Any order of rows. */
export interface DenseData {
  /** Raw feature values, `inputs` a row. */
  readonly rows: Float32Array;
  readonly inputs: number;
  /** By row and head: 1, 0, or -1 where it isn't known. */
  readonly labels: Float32Array;
  /** By row and head: when the answer was known, ms; left out: at once. */
  readonly knownAt?: Float64Array;
  /** By row, ms. */
  readonly times: Float64Array;
  /** By row: what it counts when fitting, beside others; left out: 1. Calibration and metrics count each row once. */
  readonly weights?: Float32Array;
  /** By row, any numbers. */
  readonly people: Uint32Array;
  /** Their names, in the order of the outputs. */
  readonly heads: readonly string[];
}

export function answersOf({ labels, heads }: DenseData, head: number, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row * heads.length + head] as number);
}
