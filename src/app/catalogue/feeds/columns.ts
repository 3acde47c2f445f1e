import { AttuneError } from "../../../domain/errors.js";
import type { FeedRow } from "./feed.js";
import { type FeedField, valueOf } from "./field-values.js";

/** The other names under which a file's columns or keys are known; names are compared without case, blanks and underscores. */
const NAMES: Readonly<Record<FeedField, readonly string[]>> = {
  id: ["id", "item_id", "product_id", "sku", "item", "content_id", "article_id", "offer_id"],
  type: ["type", "content_type", "item_type"],
  title: ["title", "name", "item_name", "product_name"],
  url: ["url", "link", "product_url"],
  image: ["image", "image_link", "image_url", "picture"],
  category: ["category", "product_type", "item_category", "google_product_category"],
  brand: ["brand", "item_brand", "manufacturer"],
  group: ["group", "item_group_id", "parent_id", "group_id"],
  colour: ["colour", "color"],
  price: ["price", "sale_price"],
  oldPrice: ["oldPrice", "old_price", "original_price", "compare_at_price", "list_price"],
  inStock: ["inStock", "in_stock", "availability", "stock", "stock_status"],
  publishedAt: ["publishedAt", "published_at", "created_at", "date_added", "available_from"],
  expiresAt: ["expiresAt", "expires_at", "expiration_date", "available_until"],
  tags: ["tags", "labels"],
};
export const FEED_FIELDS = Object.keys(NAMES) as readonly FeedField[];

/** Field -> a column's name, or its number from 1 (CSV). */
export type ColumnMapping = ReadonlyMap<FeedField, string>;

/** "id=sku,price=price_eur". @throws AttuneError ATTUNE_USAGE */
export function parseColumns(text: string | undefined): ColumnMapping | undefined {
  if (text === undefined) return undefined;
  const mapping = new Map<FeedField, string>();
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const at = part.indexOf("=");
    const field = part.slice(0, at).trim();
    if (at < 1 || at === part.length - 1)
      throw new AttuneError("ATTUNE_USAGE", `--columns: write field=column, not "${part}"`);
    if (!isField(field))
      throw new AttuneError("ATTUNE_USAGE", `--columns: "${field}" is none of ${FEED_FIELDS.join(", ")}`);
    mapping.set(field, part.slice(at + 1).trim());
  }
  if (!mapping.has("id")) throw new AttuneError("ATTUNE_USAGE", "--columns must map id");
  return mapping;
}

/** Which of these names holds which field: as the mapping says, or, without one, by the names that fields go by. */
export function fieldsIn(names: readonly string[], mapping: ColumnMapping | undefined): ColumnMapping {
  if (mapping !== undefined) return mapping;
  const folded = new Map(names.toReversed().map((name) => [fold(name), name]));
  const found = FEED_FIELDS.flatMap((field) => {
    const name = NAMES[field].map((other) => folded.get(fold(other))).find((known) => known !== undefined);
    return name === undefined ? [] : [[field, name] as const];
  });
  return new Map(found);
}

/** The same for a file whose names stand once: all that are mapped, or an id at least. @throws AttuneError ATTUNE_USAGE */
export function fieldsOfHeader(names: readonly string[], mapping: ColumnMapping | undefined): ColumnMapping {
  const fields = fieldsIn(names, mapping);
  const has = `it has ${names.join(", ").slice(0, 300)}`;
  const missing = [...fields.values()].find((name) => !names.includes(name));
  if (missing !== undefined) throw new AttuneError("ATTUNE_USAGE", `the file has no column "${missing}"; ${has}`);
  if (!fields.has("id"))
    throw new AttuneError("ATTUNE_USAGE", `none of the file's columns is an id (--columns id=…); ${has}`);
  return fields;
}

/** A row's values by column -> a row of the feed. */
export function rowOf(line: number, fields: ColumnMapping, read: (column: string) => unknown): FeedRow {
  const said: Record<string, unknown> = {};
  let id: unknown;
  for (const [field, column] of fields) {
    const value = valueOf(field, read(column));
    if (value === undefined) continue;
    if (field === "id") id = value;
    else said[field] = value;
  }
  return { line, id, fields: said };
}

function fold(name: string): string {
  return name.replaceAll(/[\s_:.-]+/g, "").toLowerCase();
}

function isField(text: string): text is FeedField {
  return (FEED_FIELDS as readonly string[]).includes(text);
}
