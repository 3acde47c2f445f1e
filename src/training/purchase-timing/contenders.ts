import type { PurchaseHistory, PurchaseTimingModel } from "../../domain/scoring.js";
import { DAY } from "../../domain/time.js";
import { type PurchaseTimingParameters, timingOf } from "../../models/purchase-timing/index.js";

/** What is foretold of one person from a time on. */
export interface Foretold {
  readonly purchases: number;
  readonly revenue: number;
  /** ms */
  readonly next: number;
}

/** Something that foretells. */
export interface Contender {
  readonly name: string;
  /** @param days how far ahead */
  foretell(history: PurchaseHistory, time: number, days: number): Foretold;
}

/**
 * As Fader, Hardie and Lee fitted BG/NBD on CDNOW's weeks 1 to 39 (2005, table 2: r .243, alpha 4.414, a .793, b 2.426, in weeks); and Fader and Hardie Gamma-Gamma
 * (2013: p 6.25, q 3.74, gamma 15.44).
 */
export const PUBLISHED_CDNOW: PurchaseTimingParameters = {
  pace: { shape: 0.243, rate: 4.414 * 7 },
  leaving: { a: 0.793, b: 2.426 },
  oneTime: 0,
  regularity: [{ k: 1, share: 1 }],
  spending: { p: 6.25, q: 3.74, scale: 15.44 },
};

export function modelled(name: string, parameters: PurchaseTimingParameters): Contender {
  const byDays = new Map<number, PurchaseTimingModel>();
  return {
    name,
    foretell(history, time, days) {
      const model = byDays.get(days) ?? timingOf(parameters, name, days);
      byDays.set(days, model);
      const { orders, value, nextOrder } = model.outlook(history, time);
      return { purchases: orders, revenue: value, next: nextOrder };
    },
  };
}

/** Everybody goes on at their own pace: as many a day as since their first order. */
export const PACE: Contender = {
  name: "own pace",
  foretell({ orders, revenue, firstOrder, lastOrder }, time, days) {
    const purchases = ((orders - 1) / Math.max(1, (time - firstOrder) / DAY)) * days;
    const interval = orders === 1 ? time - firstOrder : (lastOrder - firstOrder) / (orders - 1);
    return { purchases, revenue: (purchases * revenue) / orders, next: Math.max(time, lastOrder + interval) };
  },
};

/** Nobody orders again. */
export const NOBODY: Contender = {
  name: "none",
  foretell: (_history, time, days) => ({ purchases: 0, revenue: 0, next: time + days * DAY }),
};

/** Everybody orders as often as all did on average, of those whom training knows. */
export function average(histories: readonly PurchaseHistory[], until: number): Contender {
  let repeats = 0;
  let days = 0;
  let revenue = 0;
  let orders = 0;
  for (const history of histories) {
    repeats += history.orders - 1;
    days += (until - history.firstOrder) / DAY;
    revenue += history.revenue;
    orders += history.orders;
  }
  const pace = repeats / Math.max(1, days);
  const next = Math.min(3_660, Math.LN2 / Math.max(1e-6, pace)) * DAY;
  return {
    name: "average",
    foretell: (_history, time, ahead) => ({
      purchases: pace * ahead,
      revenue: (pace * ahead * revenue) / orders,
      next: time + next,
    }),
  };
}
