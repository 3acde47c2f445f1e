import { AttuneError } from "../../domain/errors.js";

/** What a column can be mapped to. */
export const FIELDS = ["user", "anonymous", "item", "time", "kind", "rating", "category", "price"] as const;
export type Field = (typeof FIELDS)[number];

/** Field -> a header's name (a key, a Parquet column), or a column's number from 1. */
export type ColumnMap = ReadonlyMap<Field, string>;

/** Names by which columns are known where none are given, folded: lower case, letters and digits alone. */
const USUAL: Readonly<Record<Field, readonly string[]>> = {
  user: ["user", "userid", "customer", "customerid", "visitor", "visitorid", "person"],
  anonymous: ["anonymous", "anonymousid", "session", "sessionid"],
  item: ["item", "itemid", "product", "productid", "sku", "movie", "movieid", "article", "articleid"],
  time: ["time", "timestamp", "unixtime", "datetime", "date", "at"],
  kind: ["kind", "event", "behavior", "behaviour", "action", "type"],
  rating: ["rating", "score", "stars"],
  category: ["category", "categoryid"],
  price: ["price"],
};

/** "user=customer,item=sku,time=3". @throws AttuneError ATTUNE_USAGE */
export function parseColumns(text: string): ColumnMap {
  const columns = new Map<Field, string>();
  for (const [name, column] of pairsOf(text, "--columns")) {
    const field = FIELDS.find((one) => one === name);
    if (field === undefined)
      throw new AttuneError("ATTUNE_USAGE", `--columns: "${name}" is none of ${FIELDS.join(", ")}`);
    if (column === "0") throw new AttuneError("ATTUNE_USAGE", "--columns: columns are numbered from 1");
    columns.set(field, column);
  }
  return complete(columns, "--columns must map");
}

/** The fields that a header names in the usual words. @throws AttuneError ATTUNE_USAGE */
export function usualColumns(header: readonly string[], file: string): ColumnMap {
  const columns = new Map<Field, string>();
  for (const field of FIELDS) {
    const names = header.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
    const found = USUAL[field].map((name) => names.indexOf(name)).find((index) => index !== -1);
    if (found !== undefined) columns.set(field, header[found] as string);
  }
  const said = header.join(", ").slice(0, 200);
  return complete(columns, `${file} begins with "${said}": say by --columns which columns are`);
}

/** Where the fields are. @throws AttuneError ATTUNE_USAGE where the header has no such column */
export function placesOf(columns: ColumnMap, header: readonly string[] | undefined): [Field, number][] {
  return [...columns].map(([field, column]) => {
    const named = header?.indexOf(column) ?? -1;
    if (named !== -1) return [field, named];
    if (isNumber(column)) return [field, Number(column) - 1];
    const said = header?.join(", ").slice(0, 200) ?? "";
    throw new AttuneError("ATTUNE_USAGE", `there is no column "${column}"; the header says ${said}`);
  });
}

export function isNumber(column: string): boolean {
  return /^[1-9]\d{0,3}$/.test(column);
}

/** "a=b,c=d". @throws AttuneError ATTUNE_USAGE */
export function pairsOf(text: string, option: string): [string, string][] {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const at = part.indexOf("=");
      if (at < 1 || at === part.length - 1)
        throw new AttuneError("ATTUNE_USAGE", `${option}: write name=value, not "${part}"`);
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    });
}

function complete(columns: ColumnMap, why: string): ColumnMap {
  const missing = [
    ...(columns.has("user") || columns.has("anonymous") ? [] : ["user or anonymous"]),
    ...(["item", "time"] as const).filter((field) => !columns.has(field)),
  ];
  if (missing.length > 0) throw new AttuneError("ATTUNE_USAGE", `${why} ${missing.join(", ")}`);
  return columns;
}
