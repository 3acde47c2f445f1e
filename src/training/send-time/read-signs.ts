import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import type { ReadOptions } from "../read/reading.js";
import { readRecords } from "../read/records.js";
import { textIn, timeOf } from "../read/values.js";
import { type Columns, columnsOf, type Places } from "./columns.js";
import { type Signs, signsOf } from "./signs.js";

export interface SignsForm {
  readonly columns: Columns | undefined;
  readonly delimiter: string;
  readonly zone: string;
}

export interface SignsRead {
  readonly signs: Signs;
  /** Rows, and those of them that name nobody or whose time can't be read. */
  readonly read: number;
  readonly ignored: number;
  readonly rejected: number;
}

/** More than this share of unreadable rows is the wrong file or the wrong columns. */
const MOST_REJECTED = 0.01;

/**
 * Signs of attention of a delimited file: one row says who and when (opens, visits, orders).
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE (with the first line where more than one row in a hundred can't be read) | ATTUNE_INPUT_EMPTY | ATTUNE_USAGE (columns)
 */
export async function readSigns(file: string, form: SignsForm, options: ReadOptions = {}): Promise<SignsRead> {
  const byPerson = new Map<string, number[]>();
  let places: Places | undefined;
  let read = 0;
  let ignored = 0;
  let rejected = 0;
  let firstRejected = 0;
  const reject = (line: number): void => {
    if (rejected++ === 0) firstRejected = line;
  };
  const records = { delimiters: [form.delimiter], isQuoted: true };
  for await (const { cells, line } of readRecords(file, records, options, reject)) {
    if (places === undefined) {
      places = columnsOf(cells, form.columns, file);
      if (places.isHeader) continue;
    }
    read++;
    const user = textIn(cells[places.user]);
    const time = timeOf(cells[places.time]);
    if (user === "") ignored++;
    else if (time === undefined) reject(line);
    else addTo(byPerson, user, time);
  }
  if (rejected > read * MOST_REJECTED) {
    const text = `${file}:${firstRejected}: no time, or a broken row; ${rejected} of ${read} rows can't be read`;
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", text, { place: { file, line: firstRejected, column: 1 } });
  }
  if (byPerson.size === 0)
    throw new AttuneError("ATTUNE_INPUT_EMPTY", `${path.basename(file)}: no row says who did something and when`);
  return { signs: signsOf(byPerson.values(), form.zone), read, ignored, rejected };
}

function addTo(byPerson: Map<string, number[]>, user: string, time: number): void {
  const times = byPerson.get(user);
  if (times === undefined) byPerson.set(user, [time]);
  else times.push(time);
}
