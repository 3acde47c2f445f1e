import { isUtf8 } from "node:buffer";
import { fnv1a32 } from "../../domain/hash.js";
import { partitionOfToken, personToken } from "../../domain/person.js";
import { encodeDeadLetter, normaliseCall, type Rejection, reject } from "../../domain/wire/index.js";
import type { LogEntry } from "../../ports/event-log.js";
import { MAX_LINE_BYTES } from "./input-lines.js";
import { callAt, type ImportRow } from "./timeline.js";

export interface RowEntryOptions {
  /** The file's name as it stands in reasons: no folder, that is nobody's business. */
  readonly fileName: string;
  readonly source: string;
  readonly partitions: number;
  readonly isHistory: boolean;
  /** ms added to every row's time. */
  readonly shift: number;
  readonly now: number;
}

export interface RowEntry {
  readonly entry: LogEntry;
  readonly isAccepted: boolean;
}

/** What a row becomes in the log: an event, or a dead letter that says where in the file it stood and what is wrong. */
export function rowEntry(row: ImportRow, options: RowEntryOptions): RowEntry {
  const { partitions } = options;
  const normal = readRow(row, options);
  if (normal.ok) {
    const { id, token, payload } = normal;
    return {
      entry: { topic: "events", partition: partitionOfToken(token, partitions), id, payload, person: token },
      isAccepted: true,
    };
  }
  const person = normal.person === undefined ? undefined : personToken(normal.person);
  const partition = person === undefined ? fnv1a32(row.id) % partitions : partitionOfToken(person, partitions);
  const letter = encodeDeadLetter({
    id: row.id,
    code: normal.code,
    reason: `${options.fileName}:${row.line.number}: ${normal.message}`,
    partition,
    attempts: 1,
    time: options.now,
    source: options.source,
    payload: row.line.bytes,
  });
  const entry = {
    topic: "dead",
    partition,
    id: row.id,
    payload: letter,
    ...(person === undefined ? {} : { person }),
  } as const;
  return { entry, isAccepted: false };
}

function readRow({ line, id, read }: ImportRow, options: RowEntryOptions): ReturnType<typeof normaliseCall> {
  if (line.bytes.length > MAX_LINE_BYTES)
    return reject("ATTUNE_EVENT_TOO_LARGE", `the line is longer than ${MAX_LINE_BYTES} bytes`);
  if (!isUtf8(line.bytes)) return reject("ATTUNE_EVENT_NOT_UTF8", "the line is no UTF-8");
  if (!read.ok) return reject(read.code, read.message) satisfies Rejection;
  return normaliseCall(callAt(read, options.shift), {
    receivedAt: options.now,
    source: options.source,
    history: options.isHistory,
    newId: () => id,
  });
}
