import type { ItemKind, OrderRecord } from "../../domain/profile.js";
import { purchaseHistoryOf } from "../../domain/purchase-history.js";
import type { PurchaseOutlook } from "../../domain/scoring.js";
import { DAY } from "../../domain/time.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** How much a price says of what the person spends, by what they did with the item: as for interests. */
const WEIGHTS: Readonly<Record<ItemKind, number>> = { view: 1, save: 2, cart: 3, order: 5 };
/** "More" and "faster" begin at a tenth. */
const RISE = 1.1;

export class ValueView implements Readonly<Record<keyof View["value"], unknown>> {
  readonly #basis: Basis;
  #tier: string | undefined;
  #outlook: PurchaseOutlook | undefined;
  #isOutlookKnown = false;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get tier(): string {
    return (this.#tier ??= this.#priceTier());
  }

  get rising(): boolean {
    return isRising(this.#basis.draft.read("orders"));
  }

  get alive(): number {
    return this.#expected?.alive ?? Number.NaN;
  }

  get expectedOrders(): number {
    return this.#expected?.orders ?? Number.NaN;
  }

  get expectedValue(): number {
    return this.#expected?.value ?? Number.NaN;
  }

  get daysToNextOrder(): number {
    const next = this.#expected?.nextOrder;
    return next === undefined ? Number.NaN : Math.max(0, (next - this.#basis.now) / DAY);
  }

  get #expected(): PurchaseOutlook | undefined {
    if (this.#isOutlookKnown) return this.#outlook;
    const { context, draft, now } = this.#basis;
    const history = context.scoring.purchaseTiming && purchaseHistoryOf(draft);
    this.#outlook = history && context.scoring.purchaseTiming?.outlook(history, now);
    this.#isOutlookKnown = true;
    return this.#outlook;
  }

  /**
   * By the weighted median of the prices of recent items and of a piece of each order: one dear thing moves no tier. The median lies within the
   * first tier that, with those below it, has half of the weight.
   */
  #priceTier(): string {
    const { draft, context } = this.#basis;
    const [low, middle] = context.lifecycle.priceTiers;
    let lowWeight = 0;
    let middleWeight = 0;
    let weight = 0;
    const add = (price: number, by: number): void => {
      weight += by;
      if (price <= low) lowWeight += by;
      else if (price <= middle) middleWeight += by;
    };
    draft.eachPrice((kind, price) => {
      if (price > 0) add(price, WEIGHTS[kind]);
    });
    for (const { value, pieces } of draft.read("orders"))
      if (value > 0 && pieces > 0) add(value / pieces, WEIGHTS.order);
    if (weight === 0) return "";
    if (lowWeight * 2 >= weight) return "low";
    return (lowWeight + middleWeight) * 2 >= weight ? "middle" : "high";
  }
}

/** The newer half of three or more orders against the older: worth a tenth more each, or a tenth less time between them. */
function isRising(orders: readonly OrderRecord[]): boolean {
  const count = orders.length;
  if (count < 3) return false;
  const sorted = isSorted(orders) ? orders : orders.toSorted((a, b) => a.time - b.time);
  const cut = Math.ceil(count / 2);
  const olderWorth = meanOf(sorted, 0, cut, worth);
  const newerWorth = meanOf(sorted, cut, count, worth);
  if (newerWorth > 0 && newerWorth >= olderWorth * RISE) return true;
  // Of an odd number of orders, or of times between them, the one in the middle is old.
  const gapCut = Math.ceil((count - 1) / 2);
  const olderGap = meanOf(sorted, 0, gapCut, gapAfter);
  return olderGap > 0 && meanOf(sorted, gapCut, count - 1, gapAfter) * RISE <= olderGap;
}

type Measure = (orders: readonly OrderRecord[], i: number) => number;
const worth: Measure = (orders, i) => (orders[i] as OrderRecord).value;
const gapAfter: Measure = (orders, i) => (orders[i + 1] as OrderRecord).time - (orders[i] as OrderRecord).time;

function meanOf(orders: readonly OrderRecord[], from: number, to: number, measure: Measure): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += measure(orders, i);
  return sum / (to - from);
}

/** Nearly always: they are kept as they arrive. */
function isSorted(orders: readonly OrderRecord[]): boolean {
  for (let i = 1; i < orders.length; i++) if (gapAfter(orders, i - 1) < 0) return false;
  return true;
}
