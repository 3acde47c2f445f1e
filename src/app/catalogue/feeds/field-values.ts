import { availabilityOf } from "../../../domain/availability.js";
import type { ItemFields } from "../../../domain/item.js";
import { parseIsoTime } from "../../../domain/wire/index.js";

/** What files write for an item's fields -> what JSON has for them (domain/wire/item-fields.ts), which then checks it. */

export type FeedField = "id" | keyof ItemFields;

const MOST_TAGS_CHARS = 2_000;

/** undefined: the row says nothing of it. null takes the field back. What can't be read goes on as it is, to be refused. */
export function valueOf(field: FeedField, value: unknown): unknown {
  const plain = plainOf(value);
  if (plain === null || plain === undefined || plain === "") return plain === undefined ? undefined : null;
  switch (field) {
    case "id":
      return plain;
    case "price":
    case "oldPrice":
      return typeof plain === "string" ? moneyText(plain) : plain;
    case "inStock":
      return stock(plain);
    case "publishedAt":
    case "expiresAt":
      return typeof plain === "string" ? timeText(plain) : timeNumber(plain);
    case "tags":
      return typeof plain === "string" ? tagsText(plain) : plain;
    case "type":
    case "title":
    case "url":
    case "image":
    case "category":
    case "brand":
    case "group":
    case "colour":
      return typeof plain === "boolean" ? String(plain) : plain;
  }
}

/** Texts without blanks around them; whole numbers of 64 bits (Parquet) as numbers, or texts where a number can't hold them; dates as ms. */
function plainOf(value: unknown): unknown {
  if (typeof value === "string") return value.trim();
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Date ? value.getTime() : value;
}

/** "12.34 EUR", "EUR 12.34", "12,34", "€ 1,234.50" -> a number. */
export function moneyText(text: string): unknown {
  const bare = text.replaceAll(/^(?:[A-Z]{3}|[$€£¥])\s*|\s*(?:[A-Z]{3}|[$€£¥])$/gi, "");
  const isDecimalComma = /^\d+,\d{1,2}$/.test(bare);
  const isGrouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare);
  const number = isDecimalComma ? bare.replace(",", ".") : isGrouped ? bare.replaceAll(",", "") : bare;
  return /^\d+(?:\.\d+)?$/.test(number) ? Number(number) : text;
}

/** Unix seconds or milliseconds as a text, or ISO 8601. */
function timeText(text: string): unknown {
  return /^\d{1,14}(?:\.\d+)?$/.test(text) ? timeNumber(Number(text)) : (parseIsoTime(text) ?? text);
}

/** Seconds until the year 5138; milliseconds from 1973 on. */
function timeNumber(value: unknown): unknown {
  return typeof value === "number" && value < 1e11 ? Math.round(value * 1_000) : value;
}

/** Words, 1 and 0, or how many there are. */
function stock(value: unknown): unknown {
  if (typeof value === "number") return value > 0;
  if (typeof value !== "string") return value;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) > 0;
  if (/^(?:yes|y|on)$/i.test(value)) return true;
  if (/^(?:no|n|off)$/i.test(value)) return false;
  return availabilityOf(value) ?? value;
}

/** A JSON list, or names between | ; or commas. */
function tagsText(text: string): unknown {
  const cut = text.slice(0, MOST_TAGS_CHARS);
  if (cut.startsWith("[")) {
    try {
      return JSON.parse(cut) as unknown;
    } catch {
      return cut;
    }
  }
  const between = cut.includes("|") ? "|" : cut.includes(";") ? ";" : ",";
  return cut
    .split(between)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}
