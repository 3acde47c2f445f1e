import { type ColumnMap, type Field, isNumber, placesOf, usualColumns } from "./columns.js";
import type { FileForm } from "./file-form.js";
import type { ReadOptions } from "./reading.js";
import { readRecords } from "./records.js";
import type { Cells, RowTaker } from "./row-taker.js";
import { timeOf } from "./values.js";

/** Rows of CSV and its relatives. The first record is a header where a column is named, or where its time is none. */
export async function takeDelimited(
  file: string,
  form: FileForm,
  taker: RowTaker,
  options: ReadOptions,
): Promise<void> {
  let places: readonly [Field, number][] | undefined;
  const onBroken = (line: number, message: string): void => {
    taker.reject(line, "ATTUNE_EVENT_FIELD", message);
  };
  for await (const { cells, line } of readRecords(file, form, options, onBroken)) {
    if (places === undefined) {
      const { columns, isHeader } = headOf(file, form, cells);
      places = placesOf(columns, isHeader ? cells : undefined);
      if (isHeader) continue;
    }
    taker.take(pick(cells, places), line);
  }
}

function headOf(
  file: string,
  { columns }: FileForm,
  cells: readonly string[],
): { columns: ColumnMap; isHeader: boolean } {
  if (columns === undefined) return { columns: usualColumns(cells, file), isHeader: true };
  const isNamed = [...columns.values()].some((column) => !isNumber(column));
  const time = cells[Number(columns.get("time")) - 1];
  return { columns, isHeader: isNamed || timeOf(time) === undefined };
}

function pick(cells: readonly string[], places: readonly [Field, number][]): Cells {
  const picked: { [F in Field]?: string } = {};
  for (const [field, place] of places) picked[field] = cells[place] ?? "";
  return picked;
}
