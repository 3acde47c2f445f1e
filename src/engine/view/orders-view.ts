import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

export class OrdersView implements Readonly<Record<keyof View["orders"], unknown>> {
  readonly #basis: Basis;
  #items: readonly string[] | undefined;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get count(): number {
    return this.#basis.activity.orders;
  }

  get revenue(): number {
    return this.#basis.activity.revenue;
  }

  get average(): number {
    const { orders, revenue } = this.#basis.activity;
    return orders === 0 ? 0 : revenue / orders;
  }

  get recent(): number {
    return this.#recent(this.#basis.activity.recentOrders);
  }

  get recentRevenue(): number {
    return this.#recent(this.#basis.activity.recentRevenue);
  }

  get lastValue(): number {
    return this.#basis.activity.lastOrderValue;
  }

  get daysSinceFirst(): number {
    return this.#basis.daysSince(this.#basis.activity.firstOrder);
  }

  get daysSinceLast(): number {
    return this.#basis.daysSince(this.#basis.activity.lastOrder);
  }

  get items(): readonly string[] {
    return (this.#items ??= [...new Set(this.#basis.draft.read("orders").flatMap((order) => order.items))]);
  }

  #recent(counter: number): number {
    return this.#basis.decayed(counter, this.#basis.context.halfLives.spending);
  }
}
