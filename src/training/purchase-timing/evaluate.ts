import { AttuneError } from "../../domain/errors.js";
import { DAY, WEEK } from "../../domain/time.js";
import type { PurchaseTimingParameters } from "../../models/purchase-timing/index.js";
import { PeopleBootstrap } from "../evaluate/bootstrap.js";
import { chooseTiming, type TimingTrial } from "./choose-timing.js";
import { average, type Contender, modelled, NOBODY, PACE, PUBLISHED_CDNOW } from "./contenders.js";
import { fitSpending } from "./fit-spending.js";

import { type Accuracy, type AccuracyIntervals, type Differences, differenceOf, measure } from "./measure.js";
import { casesAt, type Orders } from "./orders.js";

export interface PurchaseTimingEvaluationOptions {
  readonly regularity: readonly number[];
  /** Fitted on what was ordered before, measured on what was from then on until `end`, ms. */
  readonly cut: number;
  readonly end: number;
  /** How many orders a profile keeps one by one. */
  readonly kept: number;
  /** Compare with what was published for CDNOW. */
  readonly isCdnow: boolean;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

/** `attune evaluate purchase-timing --json`. The model that is served stands in the fields of Accuracy. */
export interface PurchaseTimingEvaluation extends Accuracy {
  readonly intervals: AccuracyIntervals;
  readonly baselines: Readonly<Record<string, Accuracy & { readonly intervals: AccuracyIntervals }>>;
  /** 95 % of the model's error less each baseline's, paired: below 0 it is better. */
  readonly differences: Readonly<Record<string, Differences>>;
  readonly data: {
    readonly source: string;
    readonly people: number;
    readonly orders: number;
    readonly from: string;
    readonly until: string;
  };
  /** Who was measured, and what they ordered in the test. */
  readonly people: number;
  readonly purchases: number;
  readonly split: string;
  readonly testDays: number;
  readonly parameters: PurchaseTimingParameters;
  /** The shapes that were tried before the cut. */
  readonly trials: readonly TimingTrial[];
  readonly seed: number;
  readonly cpuSeconds: number;
}

/** Of a fit, for its progress. */
export const USUAL_STEPS = 60;

/** Fits before the cut, foretells each person's orders after it, and compares. @throws AttuneError ATTUNE_EVALUATION_EMPTY */
export async function evaluatePurchaseTiming(
  orders: Orders,
  { regularity, cut, end, kept, isCdnow, seed, signal, onProgress }: PurchaseTimingEvaluationOptions,
): Promise<PurchaseTimingEvaluation> {
  const cpu = process.cpuUsage();
  const cases = casesAt(orders, cut, end, kept);
  const purchases = cases.reduce((sum, each) => sum + each.purchases, 0);
  if (purchases === 0)
    throw new AttuneError(
      "ATTUNE_EVALUATION_EMPTY",
      `${orders.source}: of those who ordered before ${dayOf(cut)} nobody did after`,
    );
  const histories = cases.map(({ history }) => history);
  let steps = 0;
  const fitting = async (): Promise<void> => {
    onProgress?.("fit", ++steps, Math.max(USUAL_STEPS, steps));
    await pause(signal);
  };
  const spending = await fitSpending(histories);
  const { fit, plain, trials } = await chooseTiming(histories, cut, regularity, { onIteration: fitting });
  const served = { ...fit.parameters, spending };
  const contenders: Contender[] = [
    modelled("attune", served),
    modelled("bg-nbd", { ...plain.parameters, spending }),
    ...(isCdnow ? [modelled("bg-nbd published", PUBLISHED_CDNOW)] : []),
    PACE,
    average(histories, cut),
    NOBODY,
  ];
  const days = (end - cut) / DAY;
  const bootstrap = new PeopleBootstrap(
    cases.map((_, at) => at),
    seed,
  );
  const measured = [];
  for (const [at, contender] of contenders.entries()) {
    measured.push(measure(contender, cases, cut, days, bootstrap));
    onProgress?.("measure", at + 1, contenders.length);
    await pause(signal);
  }
  const [attune, ...others] = measured as [(typeof measured)[number], ...typeof measured];
  const { user, system } = process.cpuUsage(cpu);
  return {
    ...attune.accuracy,
    intervals: attune.intervals,
    baselines: Object.fromEntries(others.map(({ name, accuracy, intervals }) => [name, { ...accuracy, intervals }])),
    differences: Object.fromEntries(others.map((each) => [each.name, differenceOf(attune, each, cases, bootstrap)])),
    data: {
      source: orders.source,
      people: orders.people.length,
      orders: orders.count,
      from: dayOf(orders.from),
      until: dayOf(orders.until),
    },
    people: cases.length,
    purchases,
    split: `fitted on orders before ${dayOf(cut)}, measured on those of the ${Math.round(days)} days from then on`,
    testDays: days,
    parameters: served,
    trials,
    seed,
    cpuSeconds: (user + system) / 1e6,
  };
}

/** Fader, Hardie and Lee's: fitted on 39 weeks, measured on the 39 that follow. */
export function cdnowSplit({ from }: Orders): { readonly cut: number; readonly end: number } {
  return { cut: from + 39 * WEEK, end: from + 78 * WEEK };
}

/** The first share of the time between the first and the last order, and the rest. */
export function splitAt({ from, until }: Orders, share: number): { readonly cut: number; readonly end: number } {
  return { cut: from + Math.floor(((until - from) * share) / DAY) * DAY, end: until + 1 };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Lets a wish to stop be heard. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
