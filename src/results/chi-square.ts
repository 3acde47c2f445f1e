/**
 * The probability that a chi-square variable with `degrees` degrees of freedom is above `x`: the regularised upper incomplete
 * gamma function Q(degrees / 2, x / 2), by its series below a + 1 and by Lentz's continued fraction above (Abramowitz & Stegun
 * 6.5.29, 6.5.31).
 */
export function chiSquareAbove(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const a = degrees / 2;
  const half = x / 2;
  const scale = Math.exp(a * Math.log(half) - half - logGammaOfHalves(degrees));
  return half < a + 1 ? 1 - scale * series(a, half) : scale * fraction(a, half);
}

/** Two-sided p-value of a standard normal statistic. */
export function twoSided(z: number): number {
  return chiSquareAbove(z * z, 1);
}

const PRECISION = 1e-15;
const MOST_TERMS = 10_000;

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const step = n * (a - n);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}

/** ln of the gamma function at n / 2, exactly by its recurrence from gamma(1/2) = sqrt(pi) and gamma(1) = 1. */
function logGammaOfHalves(n: number): number {
  let log = n % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let at = n % 2 === 0 ? 2 : 1; at < n; at += 2) log += Math.log(at / 2);
  return log;
}
