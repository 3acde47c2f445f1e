import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import { isAttuneError } from "../../domain/errors.js";
import { openBytes, unreadable } from "./byte-source.js";
import type { ReadOptions } from "./reading.js";

/** A longer record is refused: memory stays bounded on a file without line breaks. */
const MOST_CHARS = 1_048_576;
const STEP = 4_096;

export interface FileRecord {
  readonly cells: readonly string[];
  /** The line on which it ends, from 1. */
  readonly line: number;
}

export interface RecordForm {
  readonly delimiters: readonly string[];
  readonly isQuoted: boolean;
}

/** Lines as they are. */
export const LINES: RecordForm = { delimiters: ["\u0000"], isQuoted: false };

/**
 * The records of a text file, one by one, with progress in bytes. One that can't be parsed (a quote that isn't closed) goes to `onBroken`.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE
 */
export async function* readRecords(
  file: string,
  { delimiters, isQuoted }: RecordForm,
  { onProgress, signal }: ReadOptions,
  onBroken: (line: number, message: string) => void,
): AsyncGenerator<FileRecord> {
  const { stream, total, done } = await openBytes(file);
  const parser = parse({
    delimiter: [...delimiters],
    quote: isQuoted ? '"' : null,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MOST_CHARS,
    skip_records_with_error: true,
    on_skip: (error) => {
      onBroken(Number(error?.["lines"] ?? 0), error?.message ?? "the record can't be parsed");
      return undefined;
    },
  });
  pipeline(stream, parser, () => {});
  let count = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (++count % STEP === 0) {
        signal?.throwIfAborted();
        onProgress?.(done(), total);
      }
      yield { cells: record, line: info.lines };
    }
  } catch (error) {
    throw isAttuneError(error) || signal?.aborted === true ? error : unreadable(file, error);
  } finally {
    stream.destroy();
    parser.destroy();
  }
  onProgress?.(total, total);
}
