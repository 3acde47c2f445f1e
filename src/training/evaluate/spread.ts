/** How widely recommendations spread over the catalogue: from how often each item stood in a list. */
export interface Spread {
  /** Share of the catalogue that stood in a list at all. */
  readonly coverage: number;
  /** Gini coefficient of the exposure: 0 = every item alike, 1 = one item alone. */
  readonly gini: number;
}

export function spreadOf(exposure: ArrayLike<number>): Spread {
  const sorted = Float64Array.from(exposure).sort();
  let total = 0;
  let ranked = 0;
  let shown = 0;
  sorted.forEach((times, place) => {
    total += times;
    ranked += (place + 1) * times;
    if (times > 0) shown++;
  });
  const n = sorted.length;
  if (total === 0) return { coverage: 0, gini: 0 };
  return { coverage: shown / n, gini: (2 * ranked) / (n * total) - (n + 1) / n };
}
