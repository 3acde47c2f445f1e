import type { ErrorCode } from "../../domain/errors.js";
import type { JsonObject } from "../../domain/event.js";

/** How a file's lines become Segment calls. */

export interface Row {
  readonly ok: true;
  /** ms since the epoch; undefined where the line has none. */
  readonly time: number | undefined;
  /** A Segment call, unchecked: the collector's own checks follow. */
  readonly call: JsonObject;
}

export interface BadRow {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface Preset {
  readonly name: string;
  /** Lines may hold line breaks within quotes. */
  readonly isQuoted: boolean;
  /** What else than the file decides the result: part of the message ids, so that an import done right isn't taken for a repetition. */
  readonly signature: string;
  /** Says of the first line whether it is a header and no row; learns the columns from it. */
  readHeader(line: string): boolean;
  /** `id` is what the row's call gets as messageId where it has none. */
  readRow(line: string, id: string): Row | BadRow;
}

export function badRow(code: ErrorCode, message: string): BadRow {
  return { ok: false, code, message };
}
