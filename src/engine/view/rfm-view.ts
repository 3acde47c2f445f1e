import { exceeded, recencyScore, type RfmQuintiles } from "../../domain/rfm.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** Quintiles of the population, or of the configuration before there is one. */
export class RfmView implements Readonly<Record<keyof View["rfm"], unknown>> {
  readonly #basis: Basis;
  readonly #quintiles: RfmQuintiles;

  constructor(basis: Basis) {
    this.#basis = basis;
    this.#quintiles = basis.context.population.rfm ?? basis.context.lifecycle.rfm;
  }

  get recency(): number {
    const { activity, now } = this.#basis;
    return activity.orders === 0 ? 0 : recencyScore(activity.lastOrder, now, this.#quintiles.recency);
  }

  get frequency(): number {
    const { orders } = this.#basis.activity;
    return orders === 0 ? 0 : 1 + exceeded(orders, this.#quintiles.frequency);
  }

  get monetary(): number {
    const { orders, revenue } = this.#basis.activity;
    return orders === 0 ? 0 : 1 + exceeded(revenue, this.#quintiles.monetary);
  }

  get score(): string {
    return `${this.recency}${this.frequency}${this.monetary}`;
  }
}
