import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { isAttuneError } from "../../domain/errors.js";
import { unreadable } from "./byte-source.js";
import { type Field, placesOf, usualColumns } from "./columns.js";
import type { FileForm } from "./file-form.js";
import type { ReadOptions } from "./reading.js";
import type { RowTaker } from "./row-taker.js";

/** Rows of a Parquet file: only the columns that are mapped, one row group in memory at a time. */
export async function takeParquet(file: string, form: FileForm, taker: RowTaker, options: ReadOptions): Promise<void> {
  const { onProgress, signal } = options;
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const columns = placesOf(form.columns ?? usualColumns(names, file), names);
    const scan = await parquetScan({
      file: buffer,
      metadata,
      compressors,
      columns: columns.map(([, at]) => names[at] ?? ""),
    });
    const rows = Number(metadata.num_rows);
    for (const { rowStart, rowEnd } of scan.ranges) {
      const read = columns.map(async ([field, at]): Promise<[Field, ArrayLike<unknown>]> => {
        return [field, await scan.readColumn({ column: names[at] ?? "", rowStart, rowEnd })];
      });
      takeGroup(await Promise.all(read), rowStart, rowEnd, taker);
      signal?.throwIfAborted();
      onProgress?.(Math.round((rowEnd / rows) * buffer.byteLength), buffer.byteLength);
    }
  } catch (error) {
    throw isAttuneError(error) || signal?.aborted === true ? error : unreadable(file, error);
  }
}

function takeGroup(
  columns: readonly (readonly [Field, ArrayLike<unknown>])[],
  rowStart: number,
  rowEnd: number,
  taker: RowTaker,
): void {
  for (let row = rowStart; row < rowEnd; row++) {
    const cells: { [F in Field]?: unknown } = {};
    for (const [field, values] of columns) cells[field] = values[row - rowStart];
    taker.take(cells, row + 1);
  }
}
