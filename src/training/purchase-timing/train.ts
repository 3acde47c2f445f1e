import { AttuneError } from "../../domain/errors.js";
import { DAY } from "../../domain/time.js";
import {
  PURCHASE_TIMING_FORMAT,
  type PurchaseTimingManifest,
  type PurchaseTimingParameters,
  type PurchaseTimingVersion,
} from "../../models/purchase-timing/index.js";
import { PeopleBootstrap } from "../evaluate/bootstrap.js";
import { comparePurchaseTiming } from "../promotion/purchase-timing.js";
import { modelled } from "./contenders.js";
import { chooseTiming } from "./choose-timing.js";
import { pause, splitAt, USUAL_STEPS } from "./evaluate.js";
import { fitSpending } from "./fit-spending.js";
import { type Measured, measure } from "./measure.js";
import { casesAt, hashOf, type Orders, type PurchaseCase } from "./orders.js";
import type { PurchaseTimingRecipe } from "./recipe.js";

export interface TrainPurchaseTimingOptions {
  readonly version: string;
  readonly recipe: PurchaseTimingRecipe;
  /** How many orders a profile keeps one by one. */
  readonly kept: number;
  readonly seed: number;
  /** The version that is current, to compare with. */
  readonly current?: PurchaseTimingVersion | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

/** Fits before the test slice and measures on it, beside the current version. @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE */
export async function trainPurchaseTiming(
  orders: Orders,
  { version, recipe, kept, seed, current, signal, onProgress }: TrainPurchaseTimingOptions,
): Promise<PurchaseTimingVersion> {
  const cpu = process.cpuUsage();
  const { cut, end } = splitAt(orders, 1 - recipe.test);
  const cases = casesAt(orders, cut, end, kept);
  refuseTooLittle(orders, cases, cut, recipe);
  const histories = cases.map(({ history }) => history);
  const spending = await fitSpending(histories);
  let steps = 0;
  const { fit } = await chooseTiming(histories, cut, recipe.regularity, {
    onIteration: async () => {
      onProgress?.("fit", ++steps, Math.max(USUAL_STEPS, steps));
      await pause(signal);
    },
  });
  const parameters: PurchaseTimingParameters = { ...fit.parameters, spending };
  const bootstrap = new PeopleBootstrap(
    cases.map((_, at) => at),
    seed,
  );
  const own = measure(modelled(version, parameters), cases, cut, (end - cut) / DAY, bootstrap);
  const { user, system } = process.cpuUsage(cpu);
  const manifest: PurchaseTimingManifest = {
    format: PURCHASE_TIMING_FORMAT,
    model: "purchase-timing",
    version,
    createdAt: new Date().toISOString(),
    source: orders.source,
    dataHash: hashOf(orders),
    orders: orders.count,
    people: cases.length,
    from: orders.from,
    until: orders.until,
    testFrom: cut,
    horizonDays: recipe.horizonDays,
    seed,
    recipe,
    metrics: metricsOf(own),
    cpuSeconds: (user + system) / 1e6,
    files: {},
  };
  const trained = { manifest, parameters };
  const evidence = current && comparePurchaseTiming(orders, trained, current, { kept, seed });
  return evidence === undefined ? trained : { ...trained, manifest: { ...manifest, evidence } };
}

function refuseTooLittle(
  { from, source }: Orders,
  cases: readonly PurchaseCase[],
  cut: number,
  { least }: PurchaseTimingRecipe,
): void {
  const repeaters = cases.filter(({ history }) => history.orders > 1).length;
  const days = Math.floor((cut - from) / DAY);
  const missing = [
    ...(cases.length < least.people ? [`${cases.length} people who ordered, not ${least.people}`] : []),
    ...(repeaters < least.repeaters ? [`${repeaters} who ordered again, not ${least.repeaters}`] : []),
    ...(cut - from < least.timeMs ? [`${days} days, not ${Math.ceil(least.timeMs / DAY)}`] : []),
  ];
  if (missing.length > 0)
    throw new AttuneError("ATTUNE_TRAINING_TOO_LITTLE", `${source}, before its test slice: ${missing.join("; ")}`);
}

/** Numbers alone: what has no value (nobody ordered again) is left out. */
function metricsOf({ accuracy }: Measured): Record<string, number> {
  return Object.fromEntries(Object.entries(accuracy).filter(([, value]) => Number.isFinite(value)));
}
