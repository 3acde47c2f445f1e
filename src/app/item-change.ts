import type { JsonObject, JsonValue } from "../domain/event.js";
import { ID_CHARS, idOf, moneyOf, objectOf, textOf } from "../domain/fields.js";
import { productsOf } from "../domain/product.js";
import { fingerprint } from "../domain/wire/ids.js";
import { parseIsoTime } from "../domain/wire/index.js";

/** What has changed in the shop's catalogue, as one line of a file says it. */
export type ItemChange = ChangedItem | LaunchedCollection;

interface Change {
  /** The same line has the same id, unless it names one of its own. */
  readonly id: string;
  /** When it changed, ms; undefined: when it was told. */
  readonly time: number | undefined;
}

export interface ChangedItem extends Change {
  readonly kind: "item";
  readonly item: string;
  /** The new price, and the one before where the line says it. */
  readonly price: number | undefined;
  readonly oldPrice: number | undefined;
  /** Whether it can be bought now; undefined: nothing changed about that. */
  readonly inStock: boolean | undefined;
}

export interface LaunchedCollection extends Change {
  readonly kind: "collection";
  readonly collection: string;
  readonly category: string | undefined;
  readonly tags: readonly string[];
  readonly products: readonly JsonObject[];
  /** Whoever is interested in any of these: the collection's own and its products'. */
  readonly taste: { readonly categories: ReadonlySet<string>; readonly tags: ReadonlySet<string> };
}

const MOST_TAGS = 16;
const MOST_PRODUCTS = 20;

/** A line's JSON as a change, or what is wrong with it. */
export function readItemChange(line: unknown): ItemChange | string {
  const raw = objectOf(line as JsonValue | undefined);
  if (raw === undefined) return "a change is one JSON object";
  const time = raw["time"] === undefined ? undefined : parseIsoTime(typeof raw["time"] === "string" ? raw["time"] : "");
  if (raw["time"] !== undefined && time === undefined) return "time is no ISO 8601 time that exists";
  const own = textOf(raw["id"], 256);
  const base = { id: fingerprint(own === undefined ? JSON.stringify(raw) : `id ${own}`), time };
  if (raw["item"] !== undefined) return readItem(raw, base);
  if (raw["collection"] !== undefined) return readCollection(raw, base);
  return "a change names an item or a collection";
}

function readItem(raw: JsonObject, base: Change): ChangedItem | string {
  const item = idOf(raw["item"]);
  const [price, oldPrice, inStock] = [moneyOf(raw["price"]), moneyOf(raw["oldPrice"]), raw["inStock"]];
  if (item === undefined) return "item is no id";
  if (raw["price"] !== undefined && price === undefined) return "price is no amount of money";
  if (raw["oldPrice"] !== undefined && oldPrice === undefined) return "oldPrice is no amount of money";
  if (inStock !== undefined && typeof inStock !== "boolean") return "inStock is neither true nor false";
  if (price === undefined && inStock === undefined) return "an item's change has a price or inStock";
  return { ...base, kind: "item", item, price, oldPrice, inStock };
}

function readCollection(raw: JsonObject, base: Change): LaunchedCollection | string {
  const collection = idOf(raw["collection"]);
  if (collection === undefined) return "collection is no id";
  const { tags = [], products = [] } = raw;
  if (!Array.isArray(tags) || !Array.isArray(products)) return "tags and products are lists";
  const category = textOf(raw["category"], ID_CHARS);
  const named = tags.slice(0, MOST_TAGS).flatMap((tag) => textOf(tag, ID_CHARS) ?? []);
  const given = products.slice(0, MOST_PRODUCTS).flatMap((product) => {
    const id = idOf(product);
    const whole = id === undefined ? objectOf(product) : { product_id: id };
    return whole === undefined ? [] : [whole];
  });
  const about = productsOf({ products: given });
  const categories = new Set(about.map((product) => product.category).filter((name) => name !== ""));
  if (category !== undefined) categories.add(category);
  const taste = { categories, tags: new Set([...named, ...about.flatMap((product) => product.tags)]) };
  if (taste.categories.size + taste.tags.size === 0) return "a collection has a category or tags: whose taste is it?";
  return { ...base, kind: "collection", collection, category, tags: named, products: given, taste };
}
