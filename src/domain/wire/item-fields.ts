import type { JsonValue } from "../event.js";
import { ID_CHARS, idOf, moneyOf, textOf } from "../fields.js";
import { type ItemFields, MOST_ITEM_TAGS, NO_FIELDS } from "../item.js";
import { BRAND_CHARS, TYPE_CHARS } from "../product.js";
import { isObject } from "./call.js";
import { parseIsoTime } from "./iso-time.js";
import { type Rejection, reject } from "./rejection.js";

/** UTF-16 units; longer texts are cut. Categories, brands and ids are cut as product events' are, so that they still meet. */
export const TITLE_CHARS = 200;
/** A longer link is refused: cut, it would lead elsewhere. */
const URL_CHARS = 2_000;

type Field = keyof ItemFields;
type Reader = (value: JsonValue) => ItemFields | string;

/** What each field takes, and what is wrong otherwise. JSON's null takes the field back. */
const READERS: Readonly<Record<Field, Reader>> = {
  type: text("type", TYPE_CHARS),
  title: text("title", TITLE_CHARS),
  category: text("category", ID_CHARS),
  brand: text("brand", BRAND_CHARS),
  colour: text("colour", ID_CHARS),
  group: (value) => {
    const group = idOf(value);
    return group === undefined ? "group is no id" : { group };
  },
  url: link("url"),
  image: link("image"),
  price: money("price"),
  oldPrice: money("oldPrice"),
  inStock: (inStock) => (typeof inStock === "boolean" ? { inStock } : "inStock is neither true nor false"),
  publishedAt: time("publishedAt"),
  expiresAt: time("expiresAt"),
  tags: (value) => {
    if (!Array.isArray(value)) return "tags is no list";
    const tags = value.flatMap((tag) => textOf(tag, ID_CHARS) ?? []);
    return { tags: [...new Set(tags)].slice(0, MOST_ITEM_TAGS) };
  },
};
const FIELDS = Object.keys(READERS) as readonly Field[];

/**
 * The fields of an item as JSON has them; keys that are no field are not looked at. "" and null are NO_FIELDS' values.
 * A Rejection is ATTUNE_ITEM_FIELD.
 */
export function readItemFields(raw: unknown): { readonly ok: true; readonly fields: ItemFields } | Rejection {
  if (!isObject(raw)) return reject("ATTUNE_ITEM_FIELD", "an item is one JSON object");
  const fields: Partial<Record<Field, unknown>> = {};
  for (const field of FIELDS) {
    const value = raw[field] as JsonValue | undefined;
    if (value === undefined) continue;
    if (value === null || value === "") {
      fields[field] = NO_FIELDS[field];
      continue;
    }
    const read = READERS[field](value);
    if (typeof read === "string") return reject("ATTUNE_ITEM_FIELD", read);
    fields[field] = read[field];
  }
  return { ok: true, fields: fields as ItemFields };
}

/** An item's id: cut as an event's is (a hash keeps the difference); undefined where it is none. */
export function readItemId(value: unknown): string | undefined {
  const id = idOf(value as JsonValue);
  return id === undefined || id.trim() === "" || /\p{Cc}/u.test(id) ? undefined : id;
}

function text(field: Field, chars: number): Reader {
  return (value) => {
    const cut = textOf(value, chars);
    return cut === undefined ? `${field} is no text` : { [field]: cut };
  };
}

function money(field: "price" | "oldPrice"): Reader {
  return (value) => {
    const amount = moneyOf(value);
    return amount === undefined ? `${field} is no amount of money` : { [field]: amount };
  };
}

/** ISO 8601, or ms since the epoch. */
function time(field: "publishedAt" | "expiresAt"): Reader {
  return (value) => {
    const ms = typeof value === "string" ? parseIsoTime(value) : value;
    const isTime = typeof ms === "number" && ms >= 0 && ms <= 8.64e15;
    return isTime ? { [field]: Math.round(ms) } : `${field} is no ISO 8601 time that exists`;
  };
}

function link(field: "url" | "image"): Reader {
  return (value) => (typeof value === "string" && isLink(value) ? { [field]: value } : `${field} is no http(s) link`);
}

/** An http(s) URL without credentials, or a path on the shop's own site: nothing that runs, and no other site's by a trick ("//", "/\"). */
function isLink(value: string): boolean {
  if (value.length > URL_CHARS || /[\p{Cc}\s<>"\\]/u.test(value) || !value.isWellFormed()) return false;
  if (value.startsWith("/")) return !value.startsWith("//");
  if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === "" && password === "";
}
