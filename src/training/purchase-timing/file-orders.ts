import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import type { ReadOptions } from "../read/reading.js";
import { readRecords } from "../read/records.js";
import { numberIn, textIn, timeOf } from "../read/values.js";
import { type OrderColumns, type OrderField, orderPlacesOf } from "./order-columns.js";
import { type Orders, ordersOf } from "./orders.js";

export interface OrdersForm {
  /** undefined: the header's usual names. */
  readonly columns: OrderColumns | undefined;
  readonly delimiter: string;
  /** Any number of delimiters in a row are one: columns are padded. */
  readonly isPadded: boolean;
}

export interface OrdersRead {
  readonly orders: Orders;
  /** Rows, and those of them that name nobody (or are of an order taken back), or can't be read. */
  readonly read: number;
  readonly ignored: number;
  readonly rejected: number;
}

/** More than this share of unreadable rows is the wrong file or the wrong columns. */
const MOST_REJECTED = 0.01;
const YYYYMMDD = /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;

/** Somebody's orders by their number; without one each row is an order. */
type Book = Map<string, { readonly time: number; value: number }>;

/**
 * Orders of a delimited file: a row is an order, or a line of one where a column says which. What an order's lines add up to is its value; below 0 it was taken back.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE (with the first line where more than one row in a hundred can't be read) | ATTUNE_INPUT_EMPTY | ATTUNE_USAGE (columns)
 */
export async function readFileOrders(file: string, form: OrdersForm, options: ReadOptions = {}): Promise<OrdersRead> {
  const books = new Map<string, Book>();
  let places: ReadonlyMap<OrderField, number> | undefined;
  let [read, ignored, rejected, firstRejected] = [0, 0, 0, 0];
  const reject = (line: number): void => {
    if (rejected++ === 0) firstRejected = line;
  };
  for await (const record of readRecords(file, { delimiters: [form.delimiter], isQuoted: true }, options, reject)) {
    const cells = form.isPadded ? record.cells.filter((cell) => cell !== "") : record.cells;
    if (places === undefined) {
      const found = orderPlacesOf(cells, form.columns, file);
      places = found.places;
      if (found.isHeader) continue;
    }
    read++;
    const at = (field: OrderField): string | undefined => cells[places?.get(field) ?? -1];
    const user = textIn(at("user"));
    const time = dateOf(textIn(at("time")));
    const value = valueOf(at);
    if (user === "") ignored++;
    else if (time === undefined || !Number.isFinite(value)) reject(record.line);
    else if (time >= (options.until ?? Number.POSITIVE_INFINITY)) ignored++;
    else add(books, user, textIn(at("order")) || `row ${read}`, time, value);
  }
  if (rejected > read * MOST_REJECTED) {
    const text = `${file}:${firstRejected}: no time or no amount, or a broken row; ${rejected} of ${read} rows can't be read`;
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", text, { place: { file, line: firstRejected, column: 1 } });
  }
  return { orders: ordersOf([...books.values()].map(takenOf), path.basename(file)), read, ignored, rejected };
}

function add(books: Map<string, Book>, user: string, order: string, time: number, value: number): void {
  const book = books.get(user) ?? new Map();
  books.set(user, book);
  const known = book.get(order);
  if (known === undefined) book.set(order, { time, value });
  else known.value += value;
}

function takenOf(book: Book): (readonly [time: number, value: number])[] {
  return [...book.values()].filter(({ value }) => value >= 0).map(({ time, value }) => [time, value]);
}

/** What the row is worth: its value, or its price times its quantity; 0 where the file has neither. */
function valueOf(at: (field: OrderField) => string | undefined): number {
  const value = numberIn(at("value"));
  if (value !== undefined) return value;
  const price = numberIn(at("price"));
  return price === undefined ? 0 : price * (numberIn(at("quantity")) ?? 1);
}

function dateOf(text: string): number | undefined {
  return YYYYMMDD.test(text) ? timeOf(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : timeOf(text);
}
