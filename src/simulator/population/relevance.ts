import type { Product } from "../catalogue.js";
import type { Perceived, Person } from "./person.js";
import { likingOf, needFor } from "./taste.js";

const DAY_MS = 86_400_000;
/** How much a thing matters to somebody who is looking for it, who has it in the cart, who has just looked at it, and who merely likes such things. */
const NEEDED = 0.75;
const IN_CART = 0.6;
const LOOKED_AT = 0.3;
const LIKED = 0.15;
/** What was put into the cart or looked at matters half as much after so long. */
const CART_HALF_LIFE_MS = 3 * DAY_MS;
const LOOK_HALF_LIFE_MS = 2 * DAY_MS;
/** Somebody reads no more than so many products of a message, each half as attentively as the one before. */
const READ = 4;
/** Words about no product at all matter so much. */
const PLAIN = 0.04;
/** A product that stands behind a link and not in the words matters so much of what it would. */
const BEHIND_A_LINK = 0.5;
const UNSAID_DISCOUNT = 0.1;

/** How much they want a product now, 0 to 1. */
export function wantOf(person: Person, product: Product, now: number): number {
  const { cart, viewed } = person.situation;
  const liking = likingOf(person, product, now);
  const need = needFor(person, product.category, now);
  const inCart = cart.get(product.id);
  const lookedAt = viewed.get(product.id);
  const needed = need === undefined ? 0 : NEEDED * need.strength * (0.4 + 0.6 * liking);
  const carted = inCart === undefined ? 0 : IN_CART * fresh(now - inCart.at, CART_HALF_LIFE_MS);
  const looked = lookedAt === undefined ? 0 : LOOKED_AT * fresh(now - lookedAt, LOOK_HALF_LIFE_MS);
  return 1 - (1 - needed) * (1 - carted) * (1 - looked) * (1 - LIKED * liking);
}

/** How much what a message is about matters to them now, 0 to 1. */
export function relevanceOf(person: Person, message: Perceived, now: number): number {
  let rest = 1 - PLAIN;
  let attention = 1;
  for (const want of wants(person, message, now)) {
    rest *= 1 - want * attention;
    attention /= 2;
  }
  return 1 - rest;
}

/** How much they want the thing in it that they want most. */
export function bestWant(person: Person, message: Perceived, now: number): number {
  return Math.max(0, ...wants(person, message, now));
}

function wants(person: Person, message: Perceived, now: number): number[] {
  return productsOf(person, message).map(
    (product) => wantOf(person, product, now) * (isNamed(message, product) ? 1 : BEHIND_A_LINK),
  );
}

/** What it shows, in its order. */
export function productsOf({ assortment }: Person, { items, recommendations = [] }: Perceived): Product[] {
  const ids = new Set([...items, ...recommendations.map(({ id }) => id)]);
  return [...ids].slice(0, READ).flatMap((id) => assortment.byId.get(id) ?? []);
}

/** Its words name the product, or it is shown with a picture. A message without words is told of by what it is about. */
export function isNamed({ copy, recommendations }: Perceived, { id, name }: Product): boolean {
  if (copy === undefined || recommendations?.some((item) => item.id === id) === true) return true;
  return copy.title.includes(name) || copy.body.includes(name);
}

/** The share that the words promise to take off, or a code without words does. */
export function discountOf({ copy, coupon }: Perceived): number {
  if (coupon === undefined) return 0;
  const promised = copy === undefined ? undefined : /(\d{1,2}) % off/.exec(`${copy.title} ${copy.body}`)?.[1];
  return promised === undefined ? UNSAID_DISCOUNT : Number(promised) / 100;
}

function fresh(age: number, halfLifeMs: number): number {
  return 0.5 ** (Math.max(0, age) / halfLifeMs);
}
