import type { Product } from "./catalogue.js";
import type { Random } from "./random.js";

/** What one kind of customer is drawn to. Nothing of it is in an event: it shows in what they look at and buy. */
interface Style {
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  readonly tags: readonly string[];
}

const STYLES: Readonly<Record<string, Style>> = {
  runner: {
    categories: ["shoes", "watches", "bottles", "lights", "shirts"],
    brands: ["Pacer", "Lumen", "Haul"],
    tags: ["running", "light", "summer"],
  },
  camper: {
    categories: ["tents", "sleeping", "cooking", "lights", "bags"],
    brands: ["Basecamp", "Ember"],
    tags: ["camping", "gas", "winter"],
  },
  hiker: {
    categories: ["trousers", "jackets", "shoes", "bags", "watches"],
    brands: ["Fjell", "Nordvik"],
    tags: ["trail", "waterproof"],
  },
  commuter: {
    categories: ["bags", "jackets", "bottles", "shoes"],
    brands: ["Haul", "Corso"],
    tags: ["city", "office", "waterproof"],
  },
  dresser: {
    categories: ["shirts", "trousers", "jackets", "shoes"],
    brands: ["Corso", "Plain", "Lumen"],
    tags: ["office", "organic", "stretch", "summer"],
  },
  giver: {
    categories: ["watches", "cooking", "lights", "bottles", "care"],
    brands: ["Ember", "Lumen"],
    tags: ["gift", "refill"],
  },
};

/** Part of those who like things of no kind in particular. */
const UNDECIDED = 0.1;
/** Part of the favourite categories that lie outside the style. */
const STRAYS = 0.15;

/** One person's taste: some of the categories of a style, its brands and marks, and a liking of their own for the price. */
export interface Liking {
  readonly categories: readonly string[];
  /** How much a product is liked, about 0 to 3: the more, the sooner it is looked at. */
  of(product: Product): number;
}

export function makeLiking(random: Random, categories: readonly string[]): Liking {
  const style = random.chance(UNDECIDED) ? undefined : random.pick(Object.values(STYLES));
  const favourite = (): string =>
    style === undefined || random.chance(STRAYS) ? random.pick(categories) : random.pick(style.categories);
  const keenness = random.between(0.6, 1.4);
  return {
    categories: [favourite(), favourite(), favourite()],
    of: (product) => {
      if (style === undefined) return 0;
      const tags = product.tags.filter((tag) => style.tags.includes(tag)).length;
      return keenness * ((style.brands.includes(product.brand) ? 1 : 0) + 0.6 * tags);
    },
  };
}
