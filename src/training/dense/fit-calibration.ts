import type { Calibration } from "../../models/dense/calibration.js";
import { byScore, type Probabilities, reliability, type ReliabilityBin } from "./metrics.js";

const STEPS = 100;
const SMALL = 1e-9;
/** Steps of isotonic regression rest on so many cases each, or on a fiftieth of all: fewer would be chance. */
const LEAST_IN_STEP = 50;
const MOST_STEPS = 50;
const EPSILON = 1e-6;

export function fitCalibration(kind: Calibration["kind"], cases: Probabilities): Calibration {
  switch (kind) {
    case "none":
      return { kind: "none" };
    case "platt":
      return fitPlatt(cases);
    case "isotonic":
      return fitIsotonic(cases);
  }
}

/**
 * p' = sigmoid(a logit(p) + b) with the greatest likelihood, by Newton's method with halved steps; targets drawn in by one case each, as Platt (1999)
 * and Lin, Lin and Weng (2007) do.
 */
function fitPlatt({ p, y }: Probabilities): Calibration {
  const x = p.map(logit);
  const yeses = y.reduce((sum, each) => sum + each, 0);
  const high = (yeses + 1) / (yeses + 2);
  const low = 1 / (y.length - yeses + 2);
  const lossOf = (a: number, b: number): number => {
    let loss = 0;
    for (let at = 0; at < x.length; at++) {
      const z = a * (x[at] as number) + b;
      const target = y[at] === 1 ? high : low;
      loss += Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z)));
    }
    return loss;
  };
  let [a, b] = [1, 0];
  for (let step = 0; step < STEPS; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, SMALL, 0, SMALL];
    for (let at = 0; at < x.length; at++) {
      const each = x[at] as number;
      const said = 1 / (1 + Math.exp(-(a * each + b)));
      const error = said - (y[at] === 1 ? high : low);
      const weight = said * (1 - said);
      ga += error * each;
      gb += error;
      haa += weight * each * each;
      hab += weight * each;
      hbb += weight;
    }
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    let size = 1;
    const before = lossOf(a, b);
    while (size > SMALL && !(lossOf(a - size * da, b - size * db) <= before)) size /= 2;
    a -= size * da;
    b -= size * db;
    if (Math.abs(ga) + Math.abs(gb) < SMALL * x.length || size <= SMALL) break;
  }
  // A slope that isn't positive would turn the order round: then only the mean is set right.
  return a > 0 ? { kind: "platt", a, b } : { kind: "platt", a: 1, b: shiftOf(x, y) };
}

/** The b that makes the mean of sigmoid(x + b) the share of yeses. */
function shiftOf(x: Float64Array, y: Uint8Array): number {
  const wanted = y.reduce((sum, each) => sum + each, 0);
  let [low, high] = [-20, 20];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    const sum = x.reduce((total, each) => total + 1 / (1 + Math.exp(-(each + middle))), 0);
    if (sum < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Pool adjacent violators (Ayer et al. 1955; Zadrozny and Elkan 2002) over steps of many cases; between their middles it is linear. */
function fitIsotonic(cases: Probabilities): Calibration {
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.floor(cases.p.length / LEAST_IN_STEP)));
  const pools: ReliabilityBin[] = [];
  for (const bin of reliability(cases, byScore(cases), steps)) {
    let pool = bin;
    for (let last = pools.at(-1); last !== undefined && isViolated(last, pool); last = pools.at(-1)) {
      pools.pop();
      pool = pooled(last, pool);
    }
    pools.push(pool);
  }
  return { kind: "isotonic", x: pools.map(({ said }) => said), y: pools.map(({ came }) => came) };
}

function isViolated(before: ReliabilityBin, next: ReliabilityBin): boolean {
  return before.came >= next.came || before.said >= next.said;
}

function pooled(one: ReliabilityBin, other: ReliabilityBin): ReliabilityBin {
  const count = one.count + other.count;
  const mean = (of: "said" | "came"): number => (one[of] * one.count + other[of] * other.count) / count;
  return { count, said: mean("said"), came: mean("came") };
}

function logit(p: number): number {
  const within = Math.min(1 - EPSILON, Math.max(EPSILON, p));
  return Math.log(within / (1 - within));
}
