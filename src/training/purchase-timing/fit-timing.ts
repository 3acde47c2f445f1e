import type { PurchaseHistory } from "../../domain/scoring.js";
import { DAY } from "../../domain/time.js";
import {
  PurchaseTiming,
  type Purchases,
  purchasesOf,
  type PurchaseTimingParameters,
} from "../../models/purchase-timing/index.js";
import { minimise, type Objective } from "./minimise.js";

export type TimingParameters = Omit<PurchaseTimingParameters, "spending">;

export interface TimingFit {
  readonly parameters: TimingParameters;
  readonly logLikelihood: number;
}

export interface TimingShape {
  /** The classes of regularity; [1] alone: as chance has it. */
  readonly regularity: readonly number[];
  /** Whether some leave after their first order, which BG/NBD doesn't know. */
  readonly oneTime: boolean;
}

export interface FitOptions {
  readonly onIteration?: (iteration: number) => Promise<void>;
}

/** Fader, Hardie and Lee's model. */
export const BG_NBD: TimingShape = { regularity: [1], oneTime: false };

/** Purchases that are alike to the digit, and how many people made such. */
interface Alike {
  readonly purchases: Purchases;
  readonly days: number;
  readonly people: number;
}

/** Keeps what the data says nothing of from running off: less than a hundredth of a person's worth. */
const PENALTY = 1e-3;
const DIFFERENCE = 1e-4;
/** Logarithms and log-odds beyond it change nothing that can be seen. */
const FURTHEST = 15;
/** Where it begins: an order every 30 days, one in four leaves; a tenth come once. */
const START = { shape: Math.log(0.5), days: Math.log(15), a: 0, b: Math.log(3), oneTime: Math.log(0.1 / 0.9) };
const SPENDING = { p: 1, q: 2, scale: 1 };

/** Maximum likelihood. The pace is spread as a gamma distribution whatever the regularity. */
export async function fitTiming(
  histories: readonly PurchaseHistory[],
  until: number,
  shape: TimingShape,
  { onIteration }: FitOptions = {},
): Promise<TimingFit> {
  const alike = groupAlike(histories, until);
  const plain = shape.oneTime ? 5 : 4;
  const start = [START.shape, START.days, START.a, START.b, ...(shape.oneTime ? [START.oneTime] : [])];
  const x0 = Float64Array.from([...start, ...shape.regularity.slice(1).map(() => -1)]);
  const { x, value } = await minimise(objectiveOf(alike, shape, plain), x0, onIteration);
  return { parameters: parametersAt(x, shape, plain), logLikelihood: penaltyAt(x) - value };
}

function objectiveOf(alike: readonly Alike[], shape: TimingShape, plain: number): Objective {
  const classes = shape.regularity.length;
  const shares = new Float64Array(classes);
  const lossAt = (x: Float64Array, ofShares?: Float64Array): number => {
    if (x.some((each) => Math.abs(each) > FURTHEST)) return Number.POSITIVE_INFINITY;
    const timing = new PurchaseTiming({ ...parametersAt(x, shape, plain), spending: SPENDING });
    let sum = 0;
    ofShares?.fill(0);
    for (const { purchases, days, people } of alike) {
      sum += people * timing.responsibilities(purchases, days, shares);
      if (ofShares !== undefined)
        for (let i = 0; i < classes; i++) ofShares[i] = (ofShares[i] as number) + people * (shares[i] as number);
    }
    return penaltyAt(x) - sum;
  };
  return (x, gradient) => {
    if (gradient === undefined) return lossAt(x);
    const ofShares = new Float64Array(classes);
    const value = lossAt(x, ofShares);
    const everybody = alike.reduce((sum, { people }) => sum + people, 0);
    const { regularity } = parametersAt(x, shape, plain);
    for (let i = 0; i < x.length; i++) {
      if (i >= plain) {
        const at = i - plain + 1;
        const expected = everybody * (regularity[at] as { share: number }).share;
        gradient[i] = expected - (ofShares[at] as number) + 2 * PENALTY * (x[i] as number);
        continue;
      }
      const [above, below] = [DIFFERENCE, -DIFFERENCE].map((by) =>
        lossAt(x.map((each, j) => (i === j ? each + by : each))),
      );
      gradient[i] = ((above as number) - (below as number)) / (2 * DIFFERENCE);
    }
    return value;
  };
}

function parametersAt(x: Float64Array, { regularity, oneTime }: TimingShape, plain: number): TimingParameters {
  const at = (i: number): number => Math.exp(x[i] as number);
  const odds = regularity.map((_, i) => (i === 0 ? 1 : at(plain + i - 1)));
  const sum = odds.reduce((total, each) => total + each, 0);
  return {
    pace: { shape: at(0), rate: at(1) },
    leaving: { a: at(2), b: at(3) },
    oneTime: oneTime ? at(4) / (1 + at(4)) : 0,
    regularity: regularity.map((k, i) => ({ k, share: (odds[i] as number) / sum })),
  };
}

function penaltyAt(x: Float64Array): number {
  return PENALTY * x.reduce((sum, each) => sum + each * each, 0);
}

function groupAlike(histories: readonly PurchaseHistory[], until: number): readonly Alike[] {
  const groups = new Map<string, { purchases: Purchases; days: number; people: number }>();
  for (const history of histories) {
    const purchases = purchasesOf(history);
    const days = Math.max(purchases.lastAfter, (until - purchases.first) / DAY);
    const { repeats, lastAfter, logGaps, untold, untoldDays } = purchases;
    const key = [days, repeats, lastAfter, logGaps, untold, untoldDays].join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { purchases, days, people: 1 });
    else group.people++;
  }
  return [...groups.values()];
}
