import { hash53 } from "./hash.js";
import type { JsonObject, JsonValue } from "./event.js";

/** Reading what a site sent: every text gets a bound and every number a range, so that a profile has one. */

export const ID_CHARS = 64;
export const NAME_CHARS = 80;
const MOST_MONEY = 1e12;
const MOST_PIECES = 1_000_000;

/** A text, or a number as one; undefined where it is none or empty. A longer one is cut where a character ends. */
export function textOf(value: JsonValue | undefined, chars: number): string | undefined {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  if (text === "") return undefined;
  const cut = text.length > chars ? text.slice(0, chars) : text;
  return cut.isWellFormed() ? cut : cut.toWellFormed();
}

/** An id: a longer one is cut and keeps its difference from others in a hash. */
export function idOf(value: JsonValue | undefined): string | undefined {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  if (text.length <= ID_CHARS) return textOf(text, ID_CHARS);
  return `${text.slice(0, ID_CHARS - 12).toWellFormed()}~${hash53(text).toString(36)}`;
}

/** Money, also as a text ("19.99"); undefined where it is none, negative or absurd. */
export function moneyOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && number >= 0 && number <= MOST_MONEY ? number + 0 : undefined;
}

/** Pieces: a whole number from 1; what is none counts as 1. */
export function piecesOf(value: JsonValue | undefined): number {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && number >= 1 ? Math.min(MOST_PIECES, Math.floor(number)) : 1;
}

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}
