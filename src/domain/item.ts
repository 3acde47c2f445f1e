/**
 * The catalogue: everything that can be recommended, products, articles and offers alike. It is a journal (topic "items" of the log): its state at
 * a place in it is what all records up to there add up to, so a decision that names the place can be made again (decision 0014).
 */

/** One thing that can be recommended. Texts are "" where nothing is known. */
export interface Item {
  readonly id: string;
  /** "product", "article", "offer" …: any word; scenarios may ask for it. */
  readonly type: string;
  readonly title: string;
  readonly url: string;
  readonly image: string;
  readonly category: string;
  readonly brand: string;
  /** What variants of one thing share: Google's item_group_id. */
  readonly group: string;
  readonly colour: string;
  /** In the shop's currency; undefined: not known. */
  readonly price: number | undefined;
  /** Before a reduction. */
  readonly oldPrice: number | undefined;
  readonly inStock: boolean;
  /** When it came into the catalogue, ms since the epoch; 0: not known. */
  readonly publishedAt: number;
  /** Not to be recommended from then on, ms since the epoch; Infinity: no end. */
  readonly expiresAt: number;
  /** Further marks, at most MOST_ITEM_TAGS. */
  readonly tags: readonly string[];
}

export const MOST_ITEM_TAGS = 8;

/** An item of which nothing is said. A declaration of these values takes an earlier one back; product events may then fill the gap. */
export const NO_FIELDS: Omit<Item, "id"> = {
  type: "product",
  title: "",
  url: "",
  image: "",
  category: "",
  brand: "",
  group: "",
  colour: "",
  price: undefined,
  oldPrice: undefined,
  inStock: true,
  publishedAt: 0,
  expiresAt: Number.POSITIVE_INFINITY,
  tags: [],
};

/** What may be said of an item in one record: what is left out stays as it was, what is empty (NO_FIELDS) is taken back. */
export type ItemFields = Partial<Omit<Item, "id">>;

/**
 * Who said it. "declared": the shop, by API or feed. "observed": a product event; it only fills what nobody declared, and never a link, a picture
 * or a stock: whoever holds a site's public write key could send one.
 */
export type ItemSource = "declared" | "observed";

/** What a product event may say of an item; "" and undefined: it doesn't say. */
export type ObservedItem = Pick<Item, "id" | "type" | "title" | "category" | "brand" | "price">;

/** The fields of which an observation says something. */
export function saidOf({ type, title, category, brand, price }: ObservedItem): ItemFields {
  return {
    type,
    ...(title === "" ? {} : { title }),
    ...(category === "" ? {} : { category }),
    ...(brand === "" ? {} : { brand }),
    ...(price === undefined ? {} : { price }),
  };
}

/** One record of the journal. */
export type CatalogueEntry =
  | {
      readonly kind: "item";
      readonly id: string;
      readonly source: ItemSource;
      readonly time: number;
      readonly fields: ItemFields;
    }
  /** No longer to be recommended; its row stays, so that people's past keeps its meaning. */
  | { readonly kind: "removed"; readonly id: string; readonly time: number }
  | { readonly kind: "popularity"; readonly popularity: LivePopularity };

/**
 * What people did lately, summed over everybody with forward decay (Cormode et al., ICDE 2009): heaviest first, bounded. Item weights are as of `time`.
 */
export interface LivePopularity {
  /** Event time, ms. */
  readonly time: number;
  /** Half-life of `overall` and of the segments' lists, ms. */
  readonly halfLifeMs: number;
  readonly overall: readonly WeightedItem[];
  /** Weight over a short half-life: with `overall` it says what is on the rise. */
  readonly trending: readonly WeightedItem[];
  /** By segment. */
  readonly segments: Readonly<Record<string, readonly WeightedItem[]>>;
}

export type WeightedItem = readonly [id: string, weight: number];
