import { AttuneError } from "../../domain/errors.js";
import { timeOf } from "../read/values.js";

/** Names of a header, or numbers from 1. */
export interface Columns {
  readonly user: string;
  readonly time: string;
}

/** Numbers from 0. */
export interface Places {
  readonly user: number;
  readonly time: number;
  /** The first row says what the columns are. */
  readonly isHeader: boolean;
}

/** Names by which columns are known where none are given, folded: lower case, letters and digits alone. */
const USUAL: Readonly<Record<keyof Columns, readonly string[]>> = {
  user: ["user", "userid", "customer", "customerid", "person", "personid", "subscriber", "subscriberid"],
  time: ["opened", "openedat", "clicked", "clickedat", "time", "timestamp", "datetime", "date", "at"],
};
const NUMBER = /^[1-9]\d{0,3}$/;

/** "CustomerID,InvoiceDate" or "1,4": the user's column, then the time's. @throws AttuneError ATTUNE_USAGE */
export function parseColumns(text: string): Columns {
  const [user = "", time = "", ...rest] = text.split(",").map((name) => name.trim());
  if (user === "" || time === "" || rest.length > 0)
    throw new AttuneError("ATTUNE_USAGE", "--columns names two: the user's and the time's, like user_id,opened or 1,4");
  return { user, time };
}

/** Where the columns are, by the file's first row. @throws AttuneError ATTUNE_USAGE */
export function columnsOf(first: readonly string[], columns: Columns | undefined, file: string): Places {
  if (columns === undefined) {
    const names = first.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
    const [user, time] = [USUAL.user, USUAL.time].map((usual) =>
      usual.map((name) => names.indexOf(name)).find((at) => at !== -1),
    );
    if (user !== undefined && time !== undefined) return { user, time, isHeader: true };
    throw new AttuneError(
      "ATTUNE_USAGE",
      `${file} begins with "${said(first)}": say by --columns which columns are user and time`,
    );
  }
  const user = placeOf(columns.user, first);
  const time = placeOf(columns.time, first);
  const isNamed = !NUMBER.test(columns.user) || !NUMBER.test(columns.time);
  return { user, time, isHeader: isNamed || timeOf(first[time]) === undefined };
}

function placeOf(column: string, first: readonly string[]): number {
  const place = NUMBER.test(column) ? Number(column) - 1 : first.indexOf(column);
  if (place >= 0 && place < first.length) return place;
  throw new AttuneError("ATTUNE_USAGE", `there is no column "${column}"; the first row says ${said(first)}`);
}

function said(first: readonly string[]): string {
  return first.join(", ").slice(0, 200);
}
