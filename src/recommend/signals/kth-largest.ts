/**
 * The k-th largest of the first `count` values, 1 <= k <= count, in O(count) on average: quickselect in three parts (Dijkstra's Dutch flag), as equal values
 * are many here. Reorders the values.
 */
export function kthLargest(values: Float64Array, count: number, k: number): number {
  let from = 0;
  let end = count;
  for (;;) {
    const pivot = medianOfThree(values[from] as number, values[(from + end) >> 1] as number, values[end - 1] as number);
    let greater = from;
    let smaller = end;
    for (let at = from; at < smaller; ) {
      const value = values[at] as number;
      if (value > pivot) {
        values[at++] = values[greater] as number;
        values[greater++] = value;
      } else if (value < pivot) {
        values[at] = values[--smaller] as number;
        values[smaller] = value;
      } else at++;
    }
    if (k <= greater) end = greater;
    else if (k <= smaller) return pivot;
    else from = smaller;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
