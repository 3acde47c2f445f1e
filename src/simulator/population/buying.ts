import type { JsonObject } from "../../domain/event.js";
import { CURRENCY, type Product, productProperties } from "../catalogue.js";
import type { Random } from "../random.js";
import type { Person } from "./person.js";
import { likingOf, needFor, needsAt } from "./taste.js";

/** Part of the orders with something more than what was come for. */
const ADDS_SOMETHING = 0.25;
/** Somebody compares so many products. */
const COMPARES = 5;

export interface Line {
  readonly product: Product;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly lines: readonly Line[];
  /** In the shop's currency, what a code takes off taken off. */
  readonly total: number;
  readonly at: number;
}

/** Buys a product, what lies in the cart, and at times something more: needs are met, the cart is empty. `discount`: the share that a code takes off. */
export function buy(person: Person, product: Product, now: number, discount: number, random: Random): Order {
  const { cart, met } = person.situation;
  const lines = new Map<string, Line>(
    [...cart].map(([id, { product: one, quantity }]) => [id, { product: one, quantity }]),
  );
  if (!lines.has(product.id)) lines.set(product.id, { product, quantity: random.chance(0.9) ? 1 : 2 });
  const more = random.chance(ADDS_SOMETHING) ? favourite(person, person.assortment.products, now, random) : undefined;
  if (more !== undefined && !lines.has(more.id)) lines.set(more.id, { product: more, quantity: 1 });
  const sum = [...lines.values()].reduce((total, line) => total + line.product.price * line.quantity, 0);
  const bought = new Set([...lines.values()].map((line) => line.product.category));
  for (const need of needsAt(person, now)) if (bought.has(need.category)) met.add(need);
  cart.clear();
  return {
    id: `o-${random.hex(10)}`,
    lines: [...lines.values()],
    total: Math.round(sum * (1 - discount) * 100) / 100,
    at: now,
  };
}

/** What they like best among some that come before their eyes. */
export function favourite(
  person: Person,
  products: readonly Product[],
  now: number,
  random: Random,
): Product | undefined {
  let best: { readonly product: Product; readonly rank: number } | undefined;
  for (let seen = 0; seen < COMPARES && products.length > 0; seen++) {
    const product = random.pick(products);
    const rank = likingOf(person, product, now);
    if (best === undefined || rank > best.rank) best = { product, rank };
  }
  return best?.product;
}

/** How likely they are to buy a thing in a visit that they make by themselves: by need, else on impulse. */
export function buysByThemselves(person: Person, product: Product, now: number): number {
  const need = needFor(person, product.category, now);
  const inCart = person.situation.cart.has(product.id);
  const liking = likingOf(person, product, now);
  const needed = need === undefined ? 0 : 0.28 * need.strength * (0.4 + 0.6 * liking);
  return 1 - (1 - needed) * (1 - person.impulse * liking * 3) * (inCart ? 0.94 : 1);
}

export function orderProperties({ id, lines, total }: Order): JsonObject {
  return {
    order_id: id,
    value: total,
    revenue: total,
    total,
    currency: CURRENCY,
    products: lines.map(lineProperties),
  };
}

export function lineProperties({ product, quantity }: Line): JsonObject {
  return { ...productProperties(product), quantity };
}
