import type { ParquetFile } from "./parquet-file.js";
import type { People } from "./people-numbers.js";

/** What every export understands. */
export interface ExportOptions {
  /** It is there. */
  readonly folder: string;
  readonly people: People;
  readonly signal?: AbortSignal | undefined;
  /** `total` where it is known. */
  readonly onProgress?: (what: string, done: number) => void;
}

/** One file that was written. */
export interface Exported {
  readonly file: string;
  readonly rows: number;
}

interface Written extends Pick<ParquetFile<never>, "rows" | "finish" | "name" | "abandon"> {
  readonly path: string;
}

/** Files are whole or not there: where writing them fails, none of them is. */
export async function closing(files: readonly Written[], write: () => Promise<void>): Promise<Exported[]> {
  try {
    await write();
    for (const file of files) file.finish();
    for (const file of files) file.name();
  } catch (error) {
    for (const file of files) file.abandon();
    throw error;
  }
  return files.map(({ path, rows }) => ({ file: path, rows }));
}
