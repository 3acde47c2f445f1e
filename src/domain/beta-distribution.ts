/** A rate from 0 to 1 as it is believed: `a` and `b` are what was seen for and against it, with what was believed before. Both above 0. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

/** After `positive` of `seen`, where `mean` was believed as `strength` observations. */
export function betaAfter(mean: number, strength: number, positive: number, seen: number): Beta {
  const hits = Math.min(positive, seen);
  return { a: mean * strength + hits, b: (1 - mean) * strength + seen - hits };
}

/** The probability that the rate is below `x`: the regularised incomplete beta function (Press et al., Numerical Recipes, 3rd edition, 6.4). */
export function probabilityBelow({ a, b }: Beta, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  // The fraction converges fast below the mean; above it the other tail does.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b;
}

/**
 * The probability that one rate is greater than another by `margin` (-1 to 1): the density of the one that is known better times the other's distribution,
 * summed by the trapezoid rule over the log-odds, where the density is smooth and its tails fall exponentially.
 */
export function probabilityGreater(one: Beta, other: Beta, margin = 0): number {
  const isBetterKnown = deviationOf(one) <= deviationOf(other);
  return isBetterKnown
    ? meanOver(one, (rate) => probabilityBelow(other, rate - margin))
    : 1 - meanOver(other, (rate) => probabilityBelow(one, rate + margin));
}

/** Of the log-odds. */
function deviationOf({ a, b }: Beta): number {
  return Math.sqrt((a + b) / (a * b));
}

function meanOver(beta: Beta, of: (rate: number) => number): number {
  const { a, b } = beta;
  const norm = logBeta(a, b);
  const peak = Math.log(a / b);
  const width = Math.min(WIDEST, deviationOf(beta) / POINTS_A_DEVIATION);
  let sum = 0;
  for (const direction of [-1, 1]) {
    for (let i = direction === 1 ? 0 : 1; i < MOST_POINTS; i++) {
      const odds = Math.exp(peak + direction * i * width);
      const rate = odds / (1 + odds);
      const density = Math.exp(a * Math.log(rate) - b * Math.log1p(odds) - norm);
      if (density * width < NOTHING) break;
      sum += density * of(rate);
    }
  }
  return Math.min(1, sum * width);
}

const POINTS_A_DEVIATION = 3;
const WIDEST = 0.4;
const MOST_POINTS = 2_000;
/** What is left out behind it is smaller than what can be asked for. */
const NOTHING = 1e-7;
const MOST_TERMS = 500;
const EXACT = 1e-12;
const TINY = 1e-300;

/** Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a - 1 + 2 * m) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 1 + 2 * m));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EXACT) break;
  }
  return h;
}

function away(from0: number): number {
  return Math.abs(from0) < TINY ? TINY : from0;
}

/** Of the beta function. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
] as const;

/** Lanczos' approximation (g = 7, n = 9; Godfrey's coefficients), for x > 0. */
export function logGamma(x: number): number {
  // Better near 0, where it is steep.
  if (x < 1) return logGamma(x + 1) - Math.log(x);
  let series: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) series += (LANCZOS[i] as number) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
