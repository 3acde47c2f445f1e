import type { ErrorCode } from "../../domain/errors.js";
import type { Interactions } from "../interactions.js";

/** What every reader understands. */
export interface ReadOptions {
  /** Only what happened before, ms since the epoch. */
  readonly until?: number | undefined;
  /** Bytes of a file, records of the log. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Of a row that can't be read. */
  readonly onRejected?: (row: RejectedRow) => void;
  /** Its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

export interface RejectedRow {
  readonly file: string;
  /** From 1; of a Parquet file the row's number. */
  readonly line: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** `read` = interactions' rows + `ignored` (nobody is named, another kind of event, after the end) + `rejected`. */
export interface ReadResult {
  readonly interactions: Interactions;
  readonly read: number;
  readonly ignored: number;
  readonly rejected: number;
}
