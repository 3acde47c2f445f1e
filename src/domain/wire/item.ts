import type { JsonObject } from "../event.js";
import type { CatalogueEntry, ItemFields, LivePopularity, WeightedItem } from "../item.js";
import { canonicalJson } from "../canonical-json.js";
import { isObject } from "./call.js";
import { fingerprint } from "./ids.js";
import { readItemFields, readItemId } from "./item-fields.js";

/** The records of topic "items": JSON, so that every program can read the catalogue's journal. null: not known, no end. */

/** Bounds of one popularity record. */
export const MOST_POPULAR = 1_000;
const MOST_POPULAR_SEGMENTS = 100;
const SEGMENT_CHARS = 64;

export function encodeEntry(entry: CatalogueEntry): Uint8Array {
  const whole = entry.kind === "item" ? { ...entry, fields: jsonOf(entry.fields) } : entry;
  return Buffer.from(JSON.stringify(whole), "utf8");
}

/**
 * The log's id of an entry. What a product event told has the same id whoever told it, so that the log keeps it once within its window; what the shop
 * declares is declared at a time.
 */
export function entryId(entry: CatalogueEntry): string {
  switch (entry.kind) {
    case "item": {
      const what = canonicalJson([entry.id, jsonOf(entry.fields)]);
      return entry.source === "observed" ? `o/${fingerprint(what)}` : `d/${entry.time}/${fingerprint(what)}`;
    }
    case "removed":
      return `r/${entry.time}/${fingerprint(entry.id)}`;
    case "popularity":
      return `p/${entry.popularity.time}`;
  }
}

/** Everything is checked as when it came in: what else writes to the topic can do no more. undefined: no entry. */
export function decodeEntry(bytes: Uint8Array): CatalogueEntry | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isObject(raw)) return undefined;
  if (raw["kind"] === "popularity") return popularityEntry(raw["popularity"]);
  const { kind, source, time } = raw;
  const id = readItemId(raw["id"]);
  if (id === undefined || !isTime(time)) return undefined;
  if (kind === "removed") return { kind, id, time };
  if (kind !== "item" || (source !== "declared" && source !== "observed")) return undefined;
  const read = readItemFields(raw["fields"]);
  return read.ok ? { kind, id, source, time, fields: read.fields } : undefined;
}

/** undefined and Infinity as null. */
function jsonOf(fields: ItemFields): JsonObject {
  const json: JsonObject = {};
  for (const [field, value] of Object.entries(fields))
    json[field] = value === undefined || value === Number.POSITIVE_INFINITY ? null : (value as string | number);
  return json;
}

function popularityEntry(raw: unknown): CatalogueEntry | undefined {
  if (!isObject(raw)) return undefined;
  const { time, halfLifeMs, segments } = raw;
  if (!isTime(time) || !isWeight(halfLifeMs) || !isObject(segments)) return undefined;
  const lists = Object.entries(segments).slice(0, MOST_POPULAR_SEGMENTS);
  const popularity: LivePopularity = {
    time,
    halfLifeMs,
    overall: weighted(raw["overall"]),
    trending: weighted(raw["trending"]),
    segments: Object.fromEntries(
      lists.filter(([name]) => name.length <= SEGMENT_CHARS).map(([name, list]) => [name, weighted(list)]),
    ),
  };
  return { kind: "popularity", popularity };
}

function weighted(raw: unknown): WeightedItem[] {
  if (!Array.isArray(raw)) return [];
  const list: WeightedItem[] = [];
  for (let i = 0; i < raw.length && list.length < MOST_POPULAR; i++) {
    const entry: unknown = raw[i];
    if (!Array.isArray(entry)) continue;
    const id = readItemId(entry[0]);
    const weight: unknown = entry[1];
    if (id !== undefined && isWeight(weight)) list.push([id, weight]);
  }
  return list;
}

/** JSON's 1e999 is Infinity. */
function isWeight(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

/** ms since the epoch that a date can show. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}
