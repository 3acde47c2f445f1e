import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { AttuneError } from "../../../domain/errors.js";
import { type ColumnMapping, fieldsOfHeader, rowOf } from "./columns.js";
import type { FeedRow } from "./feed.js";
import { unreadable } from "./feed-file.js";

/** Rows in memory at once, of a row group that is larger. */
const ROWS = 65_536;

/**
 * Parquet: a row group after the other, and of its columns only the mapped ones. A row's number counts from 1.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE | ATTUNE_USAGE
 */
export async function* readParquet(file: string, mapping: ColumnMapping | undefined): AsyncGenerator<FeedRow> {
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const fields = fieldsOfHeader(names, mapping);
    const columns = [...new Set(fields.values())];
    for (const [start, end] of spansOf(metadata)) {
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        columns,
        compressors,
        rowStart: start,
        rowEnd: end,
      });
      for (const [at, row] of rows.entries()) yield rowOf(start + at + 1, fields, (name) => row[name]);
    }
  } catch (error) {
    throw error instanceof AttuneError ? error : unreadable(file, error);
  }
}

/** From and to (not included), within row groups. */
function* spansOf({ row_groups: groups }: FileMetaData): Generator<readonly [start: number, end: number]> {
  let start = 0;
  for (const { num_rows: rows } of groups) {
    const end = start + Number(rows);
    for (; start < end; start = Math.min(start + ROWS, end)) yield [start, Math.min(start + ROWS, end)];
  }
}
