const BITS = 16;
const BUCKETS = 2 ** BITS;

/** Places in the order of their times, equal times in the order of places: radix sort by 16 bits a pass. Times in ms, whole numbers. */
export function orderByTime(times: Float64Array): Uint32Array {
  let order = Uint32Array.from({ length: times.length }, (_, place) => place);
  if (isSorted(times)) return order;
  let other = new Uint32Array(times.length);
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const span = times.reduce((most, time) => Math.max(most, time - first), 0);
  for (let divisor = 1; divisor <= span; divisor *= BUCKETS) {
    const bucketOf = (place: number): number => Math.floor(((times[place] as number) - first) / divisor) % BUCKETS;
    const starts = new Uint32Array(BUCKETS + 1);
    for (let place = 0; place < times.length; place++) {
      const next = bucketOf(place) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
    for (let bucket = 1; bucket <= BUCKETS; bucket++)
      starts[bucket] = (starts[bucket] as number) + (starts[bucket - 1] as number);
    for (const place of order) {
      const bucket = bucketOf(place);
      const at = starts[bucket] as number;
      other[at] = place;
      starts[bucket] = at + 1;
    }
    [order, other] = [other, order];
  }
  return order;
}

function isSorted(times: Float64Array): boolean {
  return times.every((time, place) => place === 0 || time >= (times[place - 1] as number));
}
