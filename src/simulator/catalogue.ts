import type { JsonObject } from "../domain/event.js";
import { Random } from "./random.js";

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  /** In the shop's currency, two decimals. */
  readonly price: number;
  readonly tags: readonly string[];
  readonly colour: string;
  /** The product that it is another colour of, or its own id. */
  readonly group: string;
  /** How much everybody likes it, about 0 to 2: some things simply sell. */
  readonly appeal: number;
  /** Days that it had been on sale when the shop's story begins. */
  readonly age: number;
}

export const CURRENCY = "EUR";
const SITE = "https://shop.example.com";
const PRODUCTS_PER_CATEGORY = 17;
const DAY_MS = 86_400_000;
const COLOURS = ["black", "blue", "green", "red", "sand"] as const;
/** Part of the products that are another colour of the one before. */
const VARIANTS = 0.2;
/** Everything in the shop is at most so old. */
const OLDEST_DAYS = 400;

interface Range {
  readonly category: string;
  readonly nouns: readonly string[];
  readonly brands: readonly string[];
  /** Median price and the tags its products may bear. */
  readonly price: number;
  readonly tags: readonly string[];
}

const RANGES: readonly Range[] = [
  {
    category: "shoes",
    price: 85,
    nouns: ["Runner", "Trail Shoe", "Sneaker", "Boot"],
    brands: ["Fjell", "Corso", "Pacer"],
    tags: ["running", "trail", "city", "waterproof"],
  },
  {
    category: "jackets",
    price: 140,
    nouns: ["Rain Jacket", "Down Jacket", "Parka"],
    brands: ["Fjell", "Nordvik"],
    tags: ["waterproof", "winter", "light"],
  },
  {
    category: "shirts",
    price: 35,
    nouns: ["T-Shirt", "Linen Shirt", "Polo"],
    brands: ["Corso", "Lumen", "Plain"],
    tags: ["organic", "summer", "office"],
  },
  {
    category: "trousers",
    price: 65,
    nouns: ["Chinos", "Hiking Trousers", "Jeans"],
    brands: ["Corso", "Nordvik", "Plain"],
    tags: ["office", "trail", "stretch"],
  },
  {
    category: "bags",
    price: 75,
    nouns: ["Backpack", "Tote", "Duffel"],
    brands: ["Haul", "Nordvik"],
    tags: ["travel", "city", "waterproof"],
  },
  {
    category: "tents",
    price: 260,
    nouns: ["Two-Person Tent", "Family Tent", "Tarp"],
    brands: ["Fjell", "Basecamp"],
    tags: ["camping", "light", "winter"],
  },
  {
    category: "sleeping",
    price: 120,
    nouns: ["Sleeping Bag", "Sleeping Mat", "Pillow"],
    brands: ["Basecamp", "Fjell"],
    tags: ["camping", "winter", "light"],
  },
  {
    category: "cooking",
    price: 40,
    nouns: ["Stove", "Pot Set", "Mug"],
    brands: ["Basecamp", "Ember"],
    tags: ["camping", "gas", "gift"],
  },
  {
    category: "lights",
    price: 45,
    nouns: ["Head Torch", "Lantern", "Bike Light"],
    brands: ["Lumen", "Ember"],
    tags: ["running", "camping", "gift"],
  },
  {
    category: "bottles",
    price: 25,
    nouns: ["Bottle", "Flask", "Bladder"],
    brands: ["Haul", "Ember"],
    tags: ["running", "office", "gift"],
  },
  {
    category: "watches",
    price: 210,
    nouns: ["Sports Watch", "Altimeter"],
    brands: ["Pacer", "Lumen"],
    tags: ["running", "trail", "gift"],
  },
  {
    category: "care",
    price: 14,
    nouns: ["Wax", "Wash-In", "Repair Kit", "Sun Cream"],
    brands: ["Plain", "Nordvik"],
    tags: ["waterproof", "summer", "refill"],
  },
];

/** About 200 products in 12 categories; the same for the same seed. */
export function makeCatalogue(seed: number): readonly Product[] {
  const random = new Random(seed, -1);
  return RANGES.flatMap((range) => {
    const products: Product[] = [];
    while (products.length < PRODUCTS_PER_CATEGORY) {
      const id = `${range.category}-${String(products.length + 1).padStart(2, "0")}`;
      const before = products.at(-1);
      const own = { id, colour: random.pick(COLOURS), appeal: Math.min(2, random.logNormal(0.4, 0.8)) };
      const isVariant = before !== undefined && before.colour !== own.colour && random.chance(VARIANTS);
      products.push(
        isVariant
          ? { ...before, ...own, name: `${nameOf(before, products)}, ${own.colour}` }
          : { ...makeProduct(range, random), ...own, group: id },
      );
    }
    return products;
  });
}

/** Of the product that its variants are named after. */
function nameOf({ group }: Product, products: readonly Product[]): string {
  return products.find(({ id }) => id === group)?.name ?? "";
}

function makeProduct(range: Range, random: Random) {
  const brand = random.pick(range.brands);
  const cents = Math.round(range.price * Math.exp(random.normal(0, 0.35))) * 100 - 5;
  return {
    name: `${brand} ${random.pick(range.nouns)} ${random.whole(1, 9) * 10}`,
    brand,
    category: range.category,
    price: Math.max(495, cents) / 100,
    tags: range.tags.filter(() => random.chance(0.5)),
    age: random.whole(0, OLDEST_DAYS),
  };
}

/** What the shop tells of a product to whoever keeps its catalogue. `start`: when its story begins, ms. */
export function productFeed(product: Product, start: number) {
  const { id, name, brand, category, price, tags, colour, group, age } = product;
  return {
    id,
    title: name,
    url: `${SITE}/p/${id}`,
    image: `${SITE}/images/${id}.jpg`,
    category,
    brand,
    price,
    colour,
    group,
    tags: [...tags],
    publishedAt: new Date(start - age * DAY_MS).toISOString(),
  };
}

/** The properties that Segment's ecommerce spec gives a product. */
export function productProperties(product: Product): JsonObject {
  return {
    product_id: product.id,
    sku: product.id.toUpperCase(),
    name: product.name,
    brand: product.brand,
    category: product.category,
    price: product.price,
    currency: CURRENCY,
    tags: [...product.tags],
    url: `${SITE}/p/${product.id}`,
    image_url: `${SITE}/images/${product.id}.jpg`,
  };
}

export function pageUrl(path: string): string {
  return `${SITE}${path}`;
}
