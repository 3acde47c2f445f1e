import { AttuneError } from "../../domain/errors.js";
import type { JsonObject } from "../../domain/event.js";
import { pairsOf } from "../../training/read/columns.js";
import { csvFields, timeOf } from "./csv-fields.js";
import { type BadRow, badRow, type Preset, type Row } from "./preset.js";

/** What a column can be mapped to. */
export const CSV_FIELDS = [
  "user",
  "anonymous",
  "event",
  "time",
  "id",
  "item",
  "name",
  "category",
  "price",
  "quantity",
  "value",
  "order",
  "email",
] as const;
export type CsvField = (typeof CSV_FIELDS)[number];
const NUMBERS: readonly CsvField[] = ["price", "quantity", "value"];
const PRODUCT_PROPERTY: Partial<Record<CsvField, string>> = {
  item: "product_id",
  name: "name",
  category: "category",
  price: "price",
  quantity: "quantity",
};

export interface CsvMapping {
  /** Field -> a header's name, or a column's number from 1. */
  readonly columns: ReadonlyMap<CsvField, string>;
  /** What stands in the event column -> Segment's event name; "*" for any other, and where there is no event column. */
  readonly events: ReadonlyMap<string, string>;
  readonly delimiter: string;
}

/** "user=a,item=2" and "pv=Product Viewed,*=Product Viewed". @throws AttuneError ATTUNE_USAGE */
export function parseCsvMapping(columns: string | undefined, events: string | undefined, delimiter = ","): CsvMapping {
  const mapped = new Map<CsvField, string>();
  for (const [field, column] of pairsOf(columns ?? "", "--columns")) {
    if (!isCsvField(field))
      throw new AttuneError("ATTUNE_USAGE", `--columns: "${field}" is none of ${CSV_FIELDS.join(", ")}`);
    mapped.set(field, column);
  }
  const names = new Map(pairsOf(events ?? "", "--events"));
  if (!mapped.has("user") && !mapped.has("anonymous"))
    throw new AttuneError("ATTUNE_USAGE", "--columns must map user or anonymous");
  if (!mapped.has("time")) throw new AttuneError("ATTUNE_USAGE", "--columns must map time");
  if (!mapped.has("event") && !names.has("*")) {
    throw new AttuneError(
      "ATTUNE_USAGE",
      'map a column to event, or name the event of every row: --events "*=Product Viewed"',
    );
  }
  if (delimiter.length !== 1 || delimiter === '"')
    throw new AttuneError("ATTUNE_USAGE", "--delimiter is one character");
  return { columns: mapped, events: names, delimiter };
}

export function csvPreset(mapping: CsvMapping): Preset {
  const { columns, events, delimiter } = mapping;
  let indexes = numbered(columns);
  return {
    name: "csv",
    isQuoted: true,
    signature: JSON.stringify(["csv", [...columns].sort(), [...events].sort(), delimiter]),
    readHeader(line) {
      const header = csvFields(line.replace(/^\ufeff/, ""), delimiter)?.map((name) => name.trim()) ?? [];
      if (indexes !== undefined) return timeOf(header[indexes.get("time") ?? -1] ?? "") === undefined;
      indexes = named(columns, header);
      return true;
    },
    readRow(line, id) {
      const fields = csvFields(line, delimiter);
      if (fields === undefined) return badRow("ATTUNE_EVENT_FIELD", "the quotes of the line don't match");
      return rowOf((field) => fields[indexes?.get(field) ?? -1]?.trim() ?? "", id, events);
    },
  };
}

function rowOf(read: (field: CsvField) => string, id: string, events: ReadonlyMap<string, string>): Row | BadRow {
  const time = timeOf(read("time"));
  if (time === undefined)
    return badRow("ATTUNE_EVENT_TIME", "the time is neither Unix seconds or milliseconds nor ISO 8601");
  const raw = read("event");
  const event = events.get(raw) ?? events.get("*") ?? (events.size === 0 ? raw : undefined);
  if (event === undefined || event === "")
    return badRow("ATTUNE_EVENT_NAME", "the event's name is not mapped by --events");
  const product: JsonObject = {};
  for (const field of ["item", "name", "category", "price", "quantity", "value"] as const) {
    const text = read(field);
    if (text === "") continue;
    const value = NUMBERS.includes(field) ? Number(text) : text;
    if (typeof value === "number" && !Number.isFinite(value))
      return badRow("ATTUNE_EVENT_NUMBER", `the ${field} is no number`);
    const property = PRODUCT_PROPERTY[field];
    if (property !== undefined) product[property] = value;
  }
  const value = read("value");
  const worth: JsonObject = value === "" ? {} : { value: Number(value) };
  const properties =
    event === "Order Completed"
      ? { order_id: read("order") || id, products: [product], ...worth }
      : { ...product, ...worth };
  const who: JsonObject = {};
  if (read("user") !== "") who["userId"] = read("user");
  if (read("anonymous") !== "") who["anonymousId"] = read("anonymous");
  const context: JsonObject = read("email") === "" ? {} : { traits: { email: read("email") } };
  return { ok: true, time, call: { type: "track", event, ...who, messageId: read("id") || id, properties, context } };
}

/** Columns by number; undefined where one is named: then the file has a header. */
function numbered(columns: ReadonlyMap<CsvField, string>): Map<CsvField, number> | undefined {
  const all = [...columns];
  return all.every(([, column]) => /^[1-9]\d{0,3}$/.test(column))
    ? new Map(all.map(([field, column]) => [field, Number(column) - 1]))
    : undefined;
}

function named(columns: ReadonlyMap<CsvField, string>, header: readonly string[]): Map<CsvField, number> {
  return new Map(
    [...columns].map(([field, column]) => {
      const index = header.indexOf(column);
      if (index !== -1) return [field, index];
      if (/^[1-9]\d{0,3}$/.test(column)) return [field, Number(column) - 1];
      throw new AttuneError(
        "ATTUNE_USAGE",
        `the file has no column "${column}"; its header says ${header.join(", ").slice(0, 300)}`,
      );
    }),
  );
}

function isCsvField(text: string): text is CsvField {
  return (CSV_FIELDS as readonly string[]).includes(text);
}
