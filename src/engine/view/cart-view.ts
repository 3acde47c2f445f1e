import type { CartLine } from "../../domain/profile.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";
import { distinct } from "./item-views.js";

export class CartView implements Readonly<Record<keyof View["cart"], unknown>> {
  readonly #lines: readonly CartLine[];

  constructor({ draft }: Basis) {
    this.#lines = draft.read("cart").lines;
  }

  get count(): number {
    let count = 0;
    for (const { quantity } of this.#lines) count += quantity;
    return count;
  }

  get value(): number {
    let value = 0;
    for (const { quantity, price } of this.#lines) value += quantity * (price ?? 0);
    return value;
  }

  get items(): readonly string[] {
    return this.#lines.map((line) => line.item);
  }

  get categories(): readonly string[] {
    return distinct(this.#lines.map((line) => line.category));
  }
}
