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
}

export const CURRENCY = "EUR";
const SITE = "https://shop.example.com";
const PRODUCTS_PER_CATEGORY = 17;

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
  return RANGES.flatMap((range) =>
    Array.from({ length: PRODUCTS_PER_CATEGORY }, (_, i): Product => {
      const brand = random.pick(range.brands);
      const cents = Math.round(range.price * Math.exp(random.normal(0, 0.35))) * 100 - 5;
      return {
        id: `${range.category}-${String(i + 1).padStart(2, "0")}`,
        name: `${brand} ${random.pick(range.nouns)} ${random.whole(1, 9) * 10}`,
        brand,
        category: range.category,
        price: Math.max(495, cents) / 100,
        tags: range.tags.filter(() => random.chance(0.5)),
      };
    }),
  );
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
