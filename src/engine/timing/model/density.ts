import { HOURS_OF_WEEK, type SendTimeRecipe } from "../../../domain/timing.js";

const DAYS = 7;
const HOURS = HOURS_OF_WEEK / DAYS;
/** Beyond so many standard deviations there is nothing left to smooth. */
const TAIL = 3;

type Shape = Pick<SendTimeRecipe, "sharedByDays" | "smoothingHours">;

/**
 * Counts by hour of the week as a density of mean 1: a part of every count is shared by the same hour of all days, and all is smoothed over the hours
 * beside it, around the week. All counts 0: 1 everywhere.
 */
export function densityOf(counts: ArrayLike<number>, { sharedByDays, smoothingHours }: Shape): Float64Array {
  const shared = new Float64Array(HOURS_OF_WEEK);
  for (let hour = 0; hour < HOURS; hour++) {
    let all = 0;
    for (let at = hour; at < HOURS_OF_WEEK; at += HOURS) all += counts[at] as number;
    for (let at = hour; at < HOURS_OF_WEEK; at += HOURS)
      shared[at] = (sharedByDays * all) / DAYS + (1 - sharedByDays) * (counts[at] as number);
  }
  const density = smoothingHours === 0 ? shared : smoothed(shared, smoothingHours);
  toMeanOne(density);
  return density;
}

/** A Gaussian of this standard deviation, around the week. */
function smoothed(values: Float64Array, deviation: number): Float64Array {
  const reach = Math.min(Math.ceil(TAIL * deviation), HOURS_OF_WEEK / 2 - 1);
  const smooth = new Float64Array(HOURS_OF_WEEK);
  for (let apart = -reach; apart <= reach; apart++) {
    const weight = Math.exp(-0.5 * (apart / deviation) ** 2);
    addShifted(smooth, values, (apart + HOURS_OF_WEEK) % HOURS_OF_WEEK, weight);
  }
  return smooth;
}

/** `values` of so many hours before, around the week, times `weight`. */
export function addShifted(into: Float64Array, values: ArrayLike<number>, hours: number, weight: number): void {
  let from = HOURS_OF_WEEK - hours;
  for (let hour = 0; hour < HOURS_OF_WEEK; hour++, from++) {
    if (from === HOURS_OF_WEEK) from = 0;
    into[hour] = (into[hour] as number) + weight * (values[from] as number);
  }
}

/** In place; where there is nothing all are 1. */
export function toMeanOne(values: Float64Array): void {
  const total = sumOf(values);
  for (let at = 0; at < values.length; at++)
    values[at] = total === 0 ? 1 : ((values[at] as number) * values.length) / total;
}

export function sumOf(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] as number;
  return total;
}
