import { parseIsoTime } from "../../../domain/wire/index.js";
import { ID_CHARS } from "../../../domain/fields.js";
import type { FeedRow, GoogleItem } from "./feed.js";
import { recordsOf } from "./csv-feed.js";
import { firstText } from "./feed-file.js";
import { moneyText, valueOf } from "./field-values.js";
import { xmlItemsOf } from "./google-xml.js";

/**
 * Google's product feed, as RSS 2.0 or Atom with its namespace, or as text with tabs. It says everything of an item: what it leaves out is taken back.
 * https://support.google.com/merchants/answer/7052112
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE
 */
export async function* readGoogle(file: string, now: number): AsyncGenerator<FeedRow> {
  const isXml = (await firstText(file)).trimStart().startsWith("<");
  for await (const row of isXml ? xmlItemsOf(file) : textItemsOf(file))
    yield "problem" in row ? row : googleRow(row.line, row.read, now);
}

async function* textItemsOf(file: string): AsyncGenerator<GoogleItem | (FeedRow & { problem: string })> {
  let places: ReadonlyMap<string, number> | undefined;
  for await (const row of recordsOf(file, "\t")) {
    if ("problem" in row) yield row;
    else if (places === undefined) places = new Map(row.record.map((name, at) => [attributeOf(name), at]));
    else yield itemOf(row.line, row.record, places);
  }
}

function itemOf(line: number, record: readonly string[], places: ReadonlyMap<string, number>): GoogleItem {
  return { line, read: (attribute) => record[places.get(attribute) ?? -1]?.trim() ?? "" };
}

/** "g:image link" and "Image_Link" -> "image_link" */
function attributeOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^g:/, "")
    .replaceAll(/[\s-]+/g, "_");
}

function googleRow(line: number, read: GoogleItem["read"], now: number): FeedRow {
  const category = read("product_type") || read("google_product_category");
  const said = {
    title: read("title"),
    url: read("link"),
    image: read("image_link"),
    category: shortPath(category),
    brand: read("brand"),
    group: read("item_group_id"),
    colour: read("color"),
    ...prices(read, now),
    inStock: read("availability"),
    expiresAt: read("expiration_date"),
  };
  const fields = Object.entries(said).map(([field, value]) => [field, valueOf(field as keyof typeof said, value)]);
  return { line, id: read("id"), fields: Object.fromEntries(fields) as Record<string, unknown> };
}

/** The sale's price while it lasts, with the usual one as the old price. */
function prices(read: GoogleItem["read"], now: number): { readonly price: string; readonly oldPrice: string } {
  const [price, sale] = [read("price"), read("sale_price")];
  const isOn = sale !== "" && lasts(read("sale_price_effective_date"), now);
  const isLower = Number(moneyText(sale)) < Number(moneyText(price));
  return isOn && (isLower || price === "") ? { price: sale, oldPrice: price } : { price, oldPrice: "" };
}

/** "from/to", ISO 8601; without one, always. */
function lasts(interval: string, now: number): boolean {
  if (interval === "") return true;
  const [from, to] = interval.split("/").map((text) => parseIsoTime(text.trim()));
  return from !== undefined && to !== undefined && from <= now && now <= to;
}

/** "Home > Women > Dresses": of a path that is too long, the last steps. */
function shortPath(path: string): string {
  let steps = path.split(">").map((step) => step.trim());
  while (steps.length > 1 && steps.join(" > ").length > ID_CHARS) steps = steps.slice(1);
  return steps.join(" > ");
}
