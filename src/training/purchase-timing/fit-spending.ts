import type { PurchaseHistory } from "../../domain/scoring.js";
import { logLikelihoodOfSpending, purchasesOf, type SpendingParameters } from "../../models/purchase-timing/index.js";
import { minimise, type Objective } from "./minimise.js";

const DIFFERENCE = 1e-4;
const FURTHEST = 20;
const PENALTY = 1e-3;
/** Fewer say nothing of how spending is spread. */
const LEAST_PEOPLE = 20;

/**
 * Gamma-Gamma by maximum likelihood, of everybody whose orders were worth something; q stays above 1, so that there is a mean. With too few people everybody spends
 * alike, for all that is known.
 */
export async function fitSpending(histories: readonly PurchaseHistory[]): Promise<SpendingParameters> {
  const spent = histories.map(purchasesOf).filter(({ average }) => average > 0);
  const mean = spent.reduce((sum, { average }) => sum + average, 0) / Math.max(1, spent.length);
  if (spent.length < LEAST_PEOPLE) return { p: 1, q: 2, scale: Math.max(1e-3, mean) };
  const lossAt = (x: Float64Array): number => {
    if (x.some((each) => Math.abs(each) > FURTHEST)) return Number.POSITIVE_INFINITY;
    const parameters = parametersAt(x);
    let sum = PENALTY * x.reduce((total, each) => total + each * each, 0);
    for (const { repeats, average } of spent) sum -= logLikelihoodOfSpending(parameters, repeats + 1, average);
    return sum;
  };
  const objective: Objective = (x, gradient) => {
    if (gradient !== undefined)
      for (let i = 0; i < x.length; i++) {
        const [above, below] = [DIFFERENCE, -DIFFERENCE].map((by) =>
          lossAt(x.map((each, j) => (i === j ? each + by : each))),
        );
        gradient[i] = ((above as number) - (below as number)) / (2 * DIFFERENCE);
      }
    return lossAt(x);
  };
  const { x } = await minimise(objective, Float64Array.of(1, 1, Math.log(mean)));
  return parametersAt(x);
}

function parametersAt(x: Float64Array): SpendingParameters {
  const [p = 0, q = 0, scale = 0] = x.map(Math.exp);
  return { p, q: 1 + q, scale };
}
