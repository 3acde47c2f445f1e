/** The parts of the data, each later than the one before. */
export const PARTS = ["fit", "stop", "calibrate", "test"] as const;
export type PartName = (typeof PARTS)[number];

/** One head's rows by number, by part and in the order of time. */
export interface Slices extends Readonly<Record<PartName, Uint32Array>> {
  /** When the test begins, ms; infinity where there is none. */
  readonly testFrom: number;
}

export interface SliceShares {
  readonly test: number;
  readonly calibrate: number;
  readonly stop: number;
}

/**
 * Cuts one head's rows in time. The rows before the test are those whose answers were known when it began: nothing that happened from then on is in
 * what is fitted, chosen or calibrated. Rows of one moment stay together, in the later part.
 * @param isKnown whether a row's answer is known at all
 * @param knownAt when it was known, ms
 */
export function sliceByTime(
  times: Float64Array,
  isKnown: (row: number) => boolean,
  knownAt: (row: number) => number,
  { test, calibrate, stop }: SliceShares,
): Slices {
  const known = Uint32Array.from(times, (_, row) => row)
    .filter(isKnown)
    .sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  const testAt = cutAt(known, times, 1 - test);
  const testFrom = times[known[testAt] as number] ?? Number.POSITIVE_INFINITY;
  const before = known.subarray(0, testAt).filter((row) => knownAt(row) <= testFrom);
  const calibrateAt = cutAt(before, times, 1 - calibrate / (1 - test));
  const stopAt = cutAt(before, times, 1 - (calibrate + stop) / (1 - test));
  return {
    fit: before.subarray(0, stopAt),
    stop: before.subarray(stopAt, calibrateAt),
    calibrate: before.subarray(calibrateAt),
    test: known.subarray(testAt),
    testFrom,
  };
}

function cutAt(rows: Uint32Array, times: Float64Array, share: number): number {
  let at = Math.max(0, Math.min(rows.length, Math.round(rows.length * share)));
  const time = times[rows[at] as number];
  while (at > 0 && times[rows[at - 1] as number] === time) at--;
  return at;
}
