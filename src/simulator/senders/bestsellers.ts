import { productsOf } from "../../domain/product.js";
import type { ShopCall } from "../population/index.js";

const DAY_MS = 86_400_000;
/** What was ordered, put into the cart and looked at counts so much, half as much after two weeks. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ["Order Completed", 10],
  ["Product Added", 3],
  ["Product Viewed", 1],
]);
const HALF_LIFE_MS = 14 * DAY_MS;

/** What sells, as everybody's calls tell. */
export class Bestsellers {
  readonly #weights = new Map<string, number>();
  #asOf = 0;

  hear({ event, properties }: ShopCall, now: number): void {
    const weight = event === undefined ? undefined : WEIGHTS.get(event);
    if (weight === undefined || properties === undefined) return;
    if (now - this.#asOf > DAY_MS) this.#fade(now);
    for (const { id } of productsOf(properties)) this.#weights.set(id, (this.#weights.get(id) ?? 0) + weight);
  }

  first(count: number): readonly string[] {
    const sorted = [...this.#weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return sorted.slice(0, count).map(([id]) => id);
  }

  #fade(now: number): void {
    const factor = 0.5 ** ((now - this.#asOf) / HALF_LIFE_MS);
    this.#asOf = now;
    for (const [id, weight] of this.#weights) this.#weights.set(id, weight * factor);
  }
}
