import { DAY } from "../../domain/time.js";
import type { PurchaseTimingVersion } from "../../models/purchase-timing/index.js";
import type { Evidence } from "../../models/versions/evidence.js";
import { PeopleBootstrap } from "../evaluate/bootstrap.js";
import { modelled } from "../purchase-timing/contenders.js";
import { type Measured, measure, poissonLossOf } from "../purchase-timing/measure.js";
import { casesAt, type Orders, type PurchaseCase } from "../purchase-timing/orders.js";
import { evidenceOf } from "./evidence.js";

/**
 * Two versions on the orders after both were fitted: for everybody who had ordered by then, how many purchases each foretells and how many came.
 * undefined where there are too few.
 * @param kept how many orders a profile keeps one by one
 */
export function comparePurchaseTiming(
  orders: Orders,
  ours: PurchaseTimingVersion,
  theirs: PurchaseTimingVersion,
  { kept, seed }: { readonly kept: number; readonly seed: number },
): Evidence | undefined {
  const cut = Math.max(ours.manifest.testFrom, theirs.manifest.testFrom);
  const days = (orders.until - cut) / DAY;
  if (days <= 0) return undefined;
  const cases = casesAt(orders, cut, orders.until + 1, kept);
  if (cases.length === 0) return undefined;
  const personOf = cases.map((_, at) => at);
  const bootstrap = new PeopleBootstrap(personOf, seed);
  const [own, other] = [ours, theirs].map(({ manifest, parameters }) =>
    measure(modelled(manifest.version, parameters), cases, cut, days, bootstrap),
  ) as [Measured, Measured];
  return evidenceOf({
    against: other.name,
    measure: "Poisson loss",
    data: `${orders.source}, ${days.toFixed(0)} days from ${new Date(cut).toISOString().slice(0, 10)} on`,
    personOf,
    ours: lossesOf(own, cases),
    theirs: lossesOf(other, cases),
    metrics: metricsOf(own),
    theirMetrics: metricsOf(other),
    seed,
  });
}

function lossesOf({ foretold }: Measured, cases: readonly PurchaseCase[]): number[] {
  return foretold.map((one, at) => poissonLossOf(one, cases[at] as PurchaseCase));
}

function metricsOf({ accuracy }: Measured): Record<string, number> {
  return Object.fromEntries(Object.entries(accuracy).filter(([, value]) => Number.isFinite(value)));
}
