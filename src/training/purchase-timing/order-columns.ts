import { AttuneError } from "../../domain/errors.js";
import { pairsOf } from "../read/columns.js";
import { timeOf } from "../read/values.js";

const FIELDS = ["user", "time", "value", "order", "price", "quantity"] as const;
export type OrderField = (typeof FIELDS)[number];

/** Field -> a header's name, or a column's number from 1. */
export type OrderColumns = ReadonlyMap<OrderField, string>;

/** Names by which columns are known where none are given, folded: lower case, letters and digits alone. */
const USUAL: Readonly<Record<OrderField, readonly string[]>> = {
  user: ["user", "userid", "customer", "customerid", "person", "personid"],
  time: ["time", "timestamp", "date", "datetime", "invoicedate", "orderdate", "orderedat", "at"],
  value: ["value", "revenue", "total", "amount", "dollarvalue", "spent"],
  order: ["order", "orderid", "invoice", "invoiceno", "transaction", "transactionid"],
  price: ["price", "unitprice"],
  quantity: ["quantity", "units", "pieces"],
};
const NUMBER = /^[1-9]\d{0,3}$/;

/** "user=CustomerID,time=InvoiceDate,value=4". @throws AttuneError ATTUNE_USAGE */
export function parseOrderColumns(text: string): OrderColumns {
  const columns = new Map<OrderField, string>();
  for (const [name, column] of pairsOf(text, "--columns")) {
    const field = FIELDS.find((one) => one === name);
    if (field === undefined)
      throw new AttuneError("ATTUNE_USAGE", `--columns: "${name}" is none of ${FIELDS.join(", ")}`);
    columns.set(field, column);
  }
  if (columns.has("user") && columns.has("time")) return columns;
  throw new AttuneError(
    "ATTUNE_USAGE",
    "--columns names two at least: user and time; and value, or price and quantity",
  );
}

/** Where the columns are, by the file's first row. @throws AttuneError ATTUNE_USAGE */
export function orderPlacesOf(
  first: readonly string[],
  columns: OrderColumns | undefined,
  file: string,
): { readonly places: ReadonlyMap<OrderField, number>; readonly isHeader: boolean } {
  if (columns !== undefined) {
    const places = new Map([...columns].map(([field, column]) => [field, placeOf(column, first)]));
    const isNamed = [...columns.values()].some((column) => !NUMBER.test(column));
    return { places, isHeader: isNamed || timeOf(first[places.get("time") as number]) === undefined };
  }
  const names = first.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  const places = new Map<OrderField, number>();
  for (const field of FIELDS) {
    const found = USUAL[field].map((name) => names.indexOf(name)).find((at) => at !== -1);
    if (found !== undefined) places.set(field, found);
  }
  if (places.has("user") && places.has("time")) return { places, isHeader: true };
  const said = first.join(", ").slice(0, 200);
  throw new AttuneError(
    "ATTUNE_USAGE",
    `${file} begins with "${said}": say by --columns which columns are user and time`,
  );
}

function placeOf(column: string, first: readonly string[]): number {
  const named = first.indexOf(column);
  const place = named === -1 && NUMBER.test(column) ? Number(column) - 1 : named;
  if (place >= 0 && place < first.length) return place;
  throw new AttuneError(
    "ATTUNE_USAGE",
    `there is no column "${column}"; the first row says ${first.join(", ").slice(0, 200)}`,
  );
}
