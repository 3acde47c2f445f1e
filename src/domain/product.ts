import type { JsonObject } from "./event.js";
import { idOf, ID_CHARS, moneyOf, NAME_CHARS, objectOf, piecesOf, textOf } from "./fields.js";

/** A product as an event names it: Segment's Ecommerce spec v2, and the names of Google Analytics 4. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly price: number | undefined;
  readonly quantity: number;
}

const MOST_PRODUCTS = 100;
const MOST_TAGS = 8;
const NO_TAGS: readonly string[] = [];

export function productOf(from: JsonObject): Product | undefined {
  const id = idOf(from["product_id"] ?? from["sku"] ?? from["item_id"] ?? from["productId"] ?? from["id"]);
  if (id === undefined) return undefined;
  return {
    id,
    name: textOf(from["name"] ?? from["item_name"], NAME_CHARS) ?? "",
    category: textOf(from["category"] ?? from["item_category"], ID_CHARS) ?? "",
    tags: tagsOf(from),
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

/** The product's own tags, and its brand as "brand:<name>". */
function tagsOf(from: JsonObject): readonly string[] {
  const brand = textOf(from["brand"] ?? from["item_brand"], ID_CHARS - 6);
  const list = from["tags"];
  if (!Array.isArray(list)) return brand === undefined ? NO_TAGS : [`brand:${brand}`];
  const tags = brand === undefined ? [] : [`brand:${brand}`];
  for (let i = 0; i < list.length && tags.length < MOST_TAGS; i++) {
    const tag = textOf(list[i], ID_CHARS);
    if (tag !== undefined && !tags.includes(tag)) tags.push(tag);
  }
  return tags;
}
