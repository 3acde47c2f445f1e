import { AttuneError } from "../../domain/errors.js";
import { isoTime } from "../../domain/wire/index.js";
import type { Line } from "./input-lines.js";
import type { BadRow, Preset, Row } from "./preset.js";

/** A file's rows in the order of time, equal times in the order of the file. */

export interface ImportRow {
  readonly line: Line;
  /** The row's own id: the same file and preset give the same ids. */
  readonly id: string;
  readonly read: Row | BadRow;
}

/** Rows held in memory to be sorted; about 200 bytes each beside the file itself. */
export const MAX_SORTED_ROWS = 5_000_000;

export interface TimelineOptions {
  readonly prefix: string;
  /** Read no more rows than this. */
  readonly limit: number;
  /** The file is in order already: rows pass without being held. */
  readonly isSorted: boolean;
}

export interface Timeline {
  /** Rows in all; undefined while a sorted file is still being read. */
  readonly total: number | undefined;
  /** From the first row's time to the last's, ms since the epoch; undefined where not known. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
  rows(): AsyncGenerator<ImportRow> | Generator<ImportRow>;
}

export async function openTimeline(
  lines: AsyncIterable<Line>,
  preset: Preset,
  options: TimelineOptions,
): Promise<Timeline> {
  const rowOf = (line: Line): ImportRow => {
    const id = `${options.prefix}-${line.number}`;
    return { line, id, read: preset.readRow(line.bytes.toString("utf8"), id) };
  };
  const data = dataLines(lines, preset, options.limit);
  if (options.isSorted) return { total: undefined, span: undefined, rows: () => mapped(data, rowOf) };

  const held: Line[] = [];
  const times: number[] = [];
  let previous = 0;
  for await (const line of data) {
    if (held.length === MAX_SORTED_ROWS) {
      const message = `more than ${MAX_SORTED_ROWS} rows can't be sorted in memory: sort the file by time and give --sorted, or --limit`;
      throw new AttuneError("ATTUNE_INPUT_UNREADABLE", message);
    }
    const { read } = rowOf(line);
    // A row without a readable time stays beside the one before it.
    previous = (read.ok ? read.time : undefined) ?? previous;
    held.push(line);
    times.push(previous);
  }
  const order = Uint32Array.from(held.keys()).sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  const [first, last] = [times[order[0] ?? 0], times[order.at(-1) ?? 0]];
  return {
    total: held.length,
    span: first === undefined || last === undefined ? undefined : { first, last },
    *rows() {
      for (const index of order) yield rowOf(held[index] as Line);
    },
  };
}

/** The row's call with its time, moved by `shift` ms. */
export function callAt(row: Row, shift: number): Record<string, unknown> {
  return row.time === undefined ? row.call : { ...row.call, timestamp: isoTime(row.time + shift) };
}

async function* dataLines(lines: AsyncIterable<Line>, preset: Preset, limit: number): AsyncGenerator<Line> {
  let isFirst = true;
  let count = 0;
  for await (const line of lines) {
    if (count >= limit) return;
    const isHeader = isFirst && preset.readHeader(line.bytes.toString("utf8"));
    isFirst = false;
    if (isHeader || line.bytes.length === 0) continue;
    count++;
    yield line;
  }
}

async function* mapped<T, U>(source: AsyncIterable<T>, change: (value: T) => U): AsyncGenerator<U> {
  for await (const value of source) yield change(value);
}
