import type { JsonObject } from "./event.js";
import { idOf, ID_CHARS, moneyOf, NAME_CHARS, objectOf, piecesOf, textOf } from "./fields.js";

/** A product as an event names it: Segment's Ecommerce spec v2, the names of Google Analytics 4, and content by the same fields. */
export interface Product {
  readonly id: string;
  /** "product"; of content its content_type, or what its id is called: "article", "offer", "content". */
  readonly type: string;
  readonly name: string;
  readonly category: string;
  readonly brand: string;
  /** The brand among them as "brand:<name>". */
  readonly tags: readonly string[];
  readonly price: number | undefined;
  readonly quantity: number;
}

/** What an id is called -> the type of what it names, where nothing else says it. The first that an event has is its id. */
const ID_NAMES = [
  ["product_id", "product"],
  ["sku", "product"],
  ["item_id", "product"],
  ["productId", "product"],
  ["content_id", "content"],
  ["article_id", "article"],
  ["offer_id", "offer"],
  ["id", "product"],
] as const;
export const TYPE_CHARS = 32;
const MOST_PRODUCTS = 100;
const MOST_TAGS = 8;
/** With "brand:" before it, a tag. */
export const BRAND_CHARS = ID_CHARS - 6;
const NO_TAGS: readonly string[] = [];

export function productIdOf(from: JsonObject): string | undefined {
  return idOf(from[nameOfId(from)[0]]);
}

export function productOf(from: JsonObject): Product | undefined {
  const [name, usual] = nameOfId(from);
  const id = idOf(from[name]);
  if (id === undefined) return undefined;
  const brand = textOf(from["brand"] ?? from["item_brand"], BRAND_CHARS) ?? "";
  return {
    id,
    type: textOf(from["content_type"], TYPE_CHARS) ?? usual,
    name: textOf(from["name"] ?? from["item_name"], NAME_CHARS) ?? "",
    category: textOf(from["category"] ?? from["item_category"], ID_CHARS) ?? "",
    brand,
    tags: tagsOf(from, brand),
    price: moneyOf(from["price"]),
    quantity: piecesOf(from["quantity"]),
  };
}

/** The products of an order or a list, at most MOST_PRODUCTS; the event's own product where it has no list. */
export function productsOf(from: JsonObject): Product[] {
  const list = from["products"] ?? from["items"];
  if (!Array.isArray(list)) {
    const one = productOf(from);
    return one === undefined ? [] : [one];
  }
  const products: Product[] = [];
  for (let i = 0; i < list.length && products.length < MOST_PRODUCTS; i++) {
    const entry = objectOf(list[i]);
    const product = entry === undefined ? undefined : productOf(entry);
    if (product !== undefined) products.push(product);
  }
  return products;
}

function nameOfId(from: JsonObject): (typeof ID_NAMES)[number] {
  for (const named of ID_NAMES) if (from[named[0]] !== undefined && from[named[0]] !== null) return named;
  return ID_NAMES[0];
}

function tagsOf(from: JsonObject, brand: string): readonly string[] {
  const list = from["tags"];
  if (!Array.isArray(list)) return brand === "" ? NO_TAGS : [`brand:${brand}`];
  const tags = brand === "" ? [] : [`brand:${brand}`];
  for (let i = 0; i < list.length && tags.length < MOST_TAGS; i++) {
    const tag = textOf(list[i], ID_CHARS);
    if (tag !== undefined && !tags.includes(tag)) tags.push(tag);
  }
  return tags;
}
