import { renameSync, rmSync } from "node:fs";
import { fileWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";

/** Rows held in memory, and written as one row group. */
const ROWS = 20_000;

export type ColumnType = "STRING" | "JSON" | "BOOLEAN" | "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "TIMESTAMP";

/** What stands in a column: text (JSON as an object), whole numbers beyond 2^31 as BigInt, times in ms; null where there is nothing. */
export type Cell = string | number | bigint | boolean | object | null | undefined;

export interface Column<T> {
  readonly name: string;
  readonly type: ColumnType;
  readonly read: (of: T) => Cell;
}

/** A Parquet file that is written group by group: it has its name only once it is whole. */
export class ParquetFile<T> {
  readonly path: string;
  readonly #columns: readonly Column<T>[];
  readonly #writer: ParquetWriter;
  #cells: Cell[][];
  #waiting = 0;
  #rows = 0;

  constructor(path: string, columns: readonly Column<T>[]) {
    this.path = path;
    this.#columns = columns;
    const schema = schemaFromColumnData({ columnData: columns.map(({ name, type }) => ({ name, type, data: [] })) });
    this.#writer = new ParquetWriter({ writer: fileWriter(this.#part), schema, createdBy: "attune" });
    this.#cells = columns.map(() => []);
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: T): void {
    this.#columns.forEach(({ type, read }, at) => this.#cells[at]?.push(cellOf(type, read(row))));
    this.#rows++;
    if (++this.#waiting === ROWS) this.#write();
  }

  /** All rows are there. */
  finish(): void {
    this.#write();
    void this.#writer.finish();
  }

  /** From now on it is there for others. */
  name(): void {
    renameSync(this.#part, this.path);
  }

  /** Nothing stays of it. */
  abandon(): void {
    rmSync(this.#part, { force: true });
  }

  get #part(): string {
    return `${this.path}.part`;
  }

  #write(): void {
    if (this.#waiting === 0) return;
    const columnData = this.#columns.map(({ name }, at) => ({ name, data: this.#cells[at] ?? [] }));
    void this.#writer.write({ columnData, rowGroupSize: ROWS });
    this.#cells = this.#columns.map(() => []);
    this.#waiting = 0;
  }
}

function cellOf(type: ColumnType, cell: Cell): Cell {
  if (cell === null || cell === undefined) return null;
  return type === "TIMESTAMP" ? new Date(cell as number) : cell;
}
