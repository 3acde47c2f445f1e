import { isObject } from "../../../domain/wire/call.js";
import { type ColumnMapping, fieldsIn, rowOf } from "./columns.js";
import type { FeedRow } from "./feed.js";
import { LINE_BYTES, linesOf } from "./feed-file.js";

/** Sets of keys whose fields are remembered. */
const MOST_SHAPES = 1_000;

/** One JSON object a line; keys go by the names of columns.ts, and a key that is left out says nothing. @throws AttuneError ATTUNE_INPUT_UNREADABLE */
export async function* readNdjson(file: string, columns: ColumnMapping | undefined): AsyncGenerator<FeedRow> {
  const shapes = new Map<string, ColumnMapping>();
  const fieldsOf = (row: Readonly<Record<string, unknown>>): ColumnMapping => {
    const names = Object.keys(row);
    const shape = names.join("\n");
    const fields = shapes.get(shape) ?? fieldsIn(names, columns);
    if (shapes.size < MOST_SHAPES) shapes.set(shape, fields);
    return fields;
  };
  for await (const { number: line, bytes } of linesOf(file)) {
    const row = bytes.length > LINE_BYTES ? undefined : objectOf(bytes);
    if (row !== undefined) yield rowOf(line, fieldsOf(row), (name) => row[name]);
    else if (bytes.length > LINE_BYTES) yield { line, problem: "it is longer than 1 MB" };
    else if (bytes.some((byte) => byte > 0x20)) yield { line, problem: "it is no JSON object" };
  }
}

function objectOf(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
