import type { PurchaseHistory, PurchaseOutlook, PurchaseTimingModel } from "../../domain/scoring.js";
import { DAY, MINUTE } from "../../domain/time.js";
import { type Beliefs, PurchaseTiming } from "./beliefs.js";
import { expectedPurchases, laterThan } from "./expectation.js";
import type { PurchaseTimingManifest } from "./manifest.js";
import { type Purchases, purchasesOf } from "./purchases.js";
import type { PurchaseTimingParameters } from "./parameters.js";
import { expectedSpending } from "./spending.js";

export interface PurchaseTimingVersion {
  readonly manifest: PurchaseTimingManifest;
  readonly parameters: PurchaseTimingParameters;
}

/** No date further ahead is told. */
const FURTHEST_DAYS = 3_660;
/** Beliefs that change nothing of what is told. */
const NEGLIGIBLE = 1e-6;
/** Decimals of what is told: finer differences are those of machines. */
const [SHARES, COUNTS, MONEY] = [10_000, 1_000, 100];

export function purchaseTimingModelOf({ manifest, parameters }: PurchaseTimingVersion): PurchaseTimingModel {
  return timingOf(parameters, manifest.version, manifest.horizonDays);
}

/** What the parameters say, as it is served. */
export function timingOf(
  parameters: PurchaseTimingParameters,
  version: string,
  horizonDays: number,
): PurchaseTimingModel {
  const timing = new PurchaseTiming(parameters);
  return {
    version,
    horizonDays,
    outlook: (history, time) => new Outlook(timing, history, time, horizonDays),
    aliveUntil: (history, least) => aliveUntil(timing, history, least),
  };
}

/** What is costly is worked out where it is asked for: most conditions ask whether somebody is a customer, and no more. */
class Outlook implements PurchaseOutlook {
  readonly #timing: PurchaseTiming;
  readonly #history: PurchaseHistory;
  readonly #time: number;
  readonly #horizonDays: number;
  readonly #purchases: Purchases;
  #beliefs: Beliefs | undefined;
  #alive: number | undefined;
  #orders: number | undefined;

  constructor(timing: PurchaseTiming, history: PurchaseHistory, time: number, horizonDays: number) {
    this.#timing = timing;
    this.#history = history;
    this.#time = time;
    this.#horizonDays = horizonDays;
    this.#purchases = purchasesOf(history);
  }

  get alive(): number {
    return (this.#alive ??= rounded(this.#timing.aliveShare(this.#purchases, this.#days), SHARES));
  }

  get orders(): number {
    return rounded(this.#expected(), COUNTS);
  }

  get value(): number {
    const { repeats, average } = this.#purchases;
    return rounded(this.#expected() * expectedSpending(this.#timing.parameters.spending, repeats + 1, average), MONEY);
  }

  get nextOrder(): number {
    return wholeMinutes(Math.max(this.#time, this.#history.lastOrder) + medianNext(this.#all) * DAY);
  }

  #expected(): number {
    const { leaving } = this.#timing.parameters;
    return (this.#orders ??= expectedWithin(leaving, this.#purchases, this.#all, this.#horizonDays));
  }

  get #all(): Beliefs {
    return (this.#beliefs ??= this.#timing.beliefs(this.#purchases, this.#days));
  }

  get #days(): number {
    const { first, lastAfter } = this.#purchases;
    return Math.max(lastAfter, (this.#time - first) / DAY);
  }
}

function expectedWithin(
  { a, b }: PurchaseTimingParameters["leaving"],
  { repeats }: Purchases,
  { alive }: Beliefs,
  days: number,
): number {
  let sum = 0;
  for (const belief of alive)
    if (belief.probability > NEGLIGIBLE) sum += belief.probability * expectedPurchases(belief, days, a, b + repeats);
  return sum;
}

/** Days until half of those in the same case, if they still are customers, have ordered. */
function medianNext({ alive, aliveShare }: Beliefs): number {
  // As good as certainly gone: what they would do as a customer says nothing.
  if (aliveShare === 0) return FURTHEST_DAYS;
  const likely = alive.filter(({ probability }) => probability > NEGLIGIBLE * aliveShare);
  const of = likely.reduce((sum, { probability }) => sum + probability, 0);
  const later = (days: number): number =>
    likely.reduce((sum, belief) => sum + (belief.probability / of) * laterThan(belief, days), 0);
  return crossing(later, 0.5) ?? FURTHEST_DAYS;
}

function aliveUntil(timing: PurchaseTiming, history: PurchaseHistory, least: number): number {
  const purchases = purchasesOf(history);
  const { first, lastAfter } = purchases;
  const days = crossing((since) => timing.aliveShare(purchases, lastAfter + since), least);
  return days === undefined ? Number.POSITIVE_INFINITY : wholeMinutes(first + (lastAfter + days) * DAY);
}

/** Where something that only falls reaches a level, days; undefined: not as far as is looked. */
function crossing(falling: (days: number) => number, level: number): number | undefined {
  if (falling(0) <= level) return 0;
  let low = 0;
  let high = 1;
  while (falling(high) > level) {
    if (high >= FURTHEST_DAYS) return undefined;
    low = high;
    high = Math.min(FURTHEST_DAYS, 2 * high);
  }
  while (high - low > MINUTE / DAY) {
    const middle = (low + high) / 2;
    if (falling(middle) > level) low = middle;
    else high = middle;
  }
  return high;
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}

function wholeMinutes(time: number): number {
  return Math.ceil(time / MINUTE) * MINUTE;
}
