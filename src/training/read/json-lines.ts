import { parseEvent } from "../../domain/wire/index.js";
import { type ColumnMap, type Field, usualColumns } from "./columns.js";
import { EventInteractions } from "./event-interactions.js";
import type { FileForm } from "./file-form.js";
import type { InteractionBuilder } from "./interaction-builder.js";
import type { ReadOptions } from "./reading.js";
import { LINES, readRecords } from "./records.js";
import type { Cells, RowTaker } from "./row-taker.js";

/** One JSON object a line; its keys are the columns. Without a mapping the first object's keys say which are which. */
export async function takeJsonLines(
  file: string,
  form: FileForm,
  taker: RowTaker,
  options: ReadOptions,
): Promise<void> {
  let { columns } = form;
  for await (const { cells, line } of readRecords(file, LINES, options, broken(taker))) {
    const object = objectIn(cells[0] as string);
    if (object === undefined) taker.reject(line, "ATTUNE_EVENT_NOT_JSON", "the line is no JSON object");
    else taker.take(pick(object, (columns ??= usualColumns(Object.keys(object), file))), line);
  }
}

/** One Segment call a line: what the collector would have taken, and what the engine would have made of it. */
export async function takeCalls(
  file: string,
  builder: InteractionBuilder,
  taker: RowTaker,
  options: ReadOptions,
): Promise<void> {
  const events = new EventInteractions(builder, options.until);
  const storedAtMs = Date.now();
  for await (const { cells, line } of readRecords(file, LINES, options, broken(taker))) {
    const parsed = parseEvent(Buffer.from(cells[0] as string), { storedAtMs, internal: false });
    if (!parsed.ok) taker.reject(line, parsed.code, parsed.message);
    else taker.count(events.take(parsed.event));
  }
}

function broken(taker: RowTaker): (line: number, message: string) => void {
  return (line, message) => taker.reject(line, "ATTUNE_EVENT_FIELD", message);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function pick(object: Readonly<Record<string, unknown>>, columns: ColumnMap): Cells {
  const picked: { [F in Field]?: unknown } = {};
  for (const [field, key] of columns) picked[field] = Object.hasOwn(object, key) ? object[key] : undefined;
  return picked;
}
