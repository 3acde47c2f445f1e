import { type CsvError, parse } from "csv-parse";
import { AttuneError } from "../../../domain/errors.js";
import { type ColumnMapping, fieldsOfHeader, rowOf } from "./columns.js";
import type { FeedRow } from "./feed.js";
import { LINE_BYTES, openFeed, unreadable } from "./feed-file.js";

export interface CsvOptions {
  readonly columns: ColumnMapping | undefined;
  readonly delimiter: string;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * CSV (RFC 4180) with a header; without one where every column is mapped by its number. A record that breaks off is a bad row, and the next begins at the
 * next line.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE | ATTUNE_USAGE
 */
export async function* readCsv(file: string, options: CsvOptions): AsyncGenerator<FeedRow> {
  let fields = byNumber(options.columns);
  let names: readonly string[] | undefined;
  for await (const row of recordsOf(file, options.delimiter)) {
    if ("problem" in row) {
      yield row;
      continue;
    }
    const { line, record } = row;
    if (fields === undefined) {
      names = record.map((name) => name.trim());
      fields = fieldsOfHeader(names, options.columns);
      continue;
    }
    const header = names;
    const at = (column: string): number => (header === undefined ? Number(column) - 1 : header.indexOf(column));
    if (header !== undefined && record.length !== header.length)
      yield { line, problem: `it has ${record.length} columns, the header ${header.length}` };
    else yield rowOf(line, fields, (column) => record[at(column)]);
  }
}

/** What Google's feeds as text have: tabs, names in the first line. */
export async function* recordsOf(
  file: string,
  delimiter: string,
): AsyncGenerator<{ readonly line: number; readonly record: readonly string[] } | (FeedRow & { problem: string })> {
  const skipped: { line: number; problem: string }[] = [];
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relaxColumnCount: true,
    relaxQuotes: true,
    skipEmptyLines: true,
    skipRecordsWithError: true,
    maxRecordSize: LINE_BYTES,
    onSkip: (error: CsvError | undefined) => {
      if (error !== undefined) skipped.push({ line: Number(error["lines"] ?? 0), problem: reasonOf(error) });
      return undefined;
    },
  });
  const source = await openFeed(file);
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      yield* skipped.splice(0);
      yield { line: info.lines, record };
    }
    yield* skipped.splice(0);
  } catch (error) {
    throw error instanceof AttuneError ? error : unreadable(file, error);
  } finally {
    source.destroy();
  }
}

/** Columns by number; undefined where one is named: then the file has a header. */
function byNumber(columns: ColumnMapping | undefined): ColumnMapping | undefined {
  const isNumbered = columns !== undefined && [...columns.values()].every((column) => /^[1-9]\d{0,3}$/.test(column));
  return isNumbered ? columns : undefined;
}

function reasonOf(error: CsvError): string {
  return error.code === "CSV_MAX_RECORD_SIZE" ? "it is longer than 1 MB" : "its quotes don't match";
}
