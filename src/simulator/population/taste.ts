import type { Product } from "../catalogue.js";
import type { Need, Person, Wave } from "./person.js";

/** How strongly a product's price beside the budget counts against it, and how much the common liking counts for it. */
const PRICE_WEIGHT = 0.9;
const APPEAL_WEIGHT = 0.7;
/** Log odds of liking a product that nothing speaks for or against. */
const BASE = -0.9;

export function level({ mean, height, periodMs, phase }: Wave, now: number): number {
  return mean + height * Math.sin(2 * Math.PI * (now / periodMs + phase));
}

/** How much they like a category at a time: about -2 to 2. */
export function interestIn({ taste }: Person, category: string, now: number): number {
  const wave = taste.categories.get(category);
  return wave === undefined ? -1 : level(wave, now);
}

/** How much they like a product at a time, 0 to 1. */
export function likingOf(person: Person, product: Product, now: number): number {
  const { brands, tags, budget } = person.taste;
  const tagged = product.tags.reduce((sum, tag) => sum + (tags.get(tag) ?? 0), 0);
  const logOdds =
    BASE +
    interestIn(person, product.category, now) +
    (brands.get(product.brand) ?? 0) +
    tagged +
    APPEAL_WEIGHT * (product.appeal - 1) -
    PRICE_WEIGHT * Math.max(0, Math.log(product.price / budget));
  return sigmoid(logOdds);
}

/** What they still need at a time. */
export function* needsAt({ needs, situation }: Person, now: number): Generator<Need> {
  for (const need of needs) {
    if (need.from > now) return;
    if (need.until > now && !situation.met.has(need)) yield need;
  }
}

/** The strongest need that a product of this category would meet. */
export function needFor(person: Person, category: string, now: number): Need | undefined {
  let best: Need | undefined;
  for (const need of needsAt(person, now)) {
    if (need.category === category && need.strength > (best?.strength ?? 0)) best = need;
  }
  return best;
}

export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
