import type { Memory } from "../memory.js";
import { countOf, insideOf } from "./ring.js";
import { endOfText, isText } from "./texts.js";

/** Plans as they are packed: the session that opened a browse occasion (64 bits), then a ring of `due`, `openedAt` (64 bits), kind, ref and the rest. */

export function browseSessionOf({ view }: Memory, start: number, end: number): number {
  return start === end ? 0 : view.getFloat64(start, true);
}

/** When the first plan is due; infinity where there is none. */
export function firstDueOf(memory: Memory, start: number, end: number): number {
  if (start === end) return Number.POSITIVE_INFINITY;
  let first = Number.POSITIVE_INFINITY;
  let at = start + 10;
  for (let left = countOf(memory, start + 8, end); left > 0; left--) {
    const due = memory.view.getFloat64(insideOf(memory.bytes, at), true);
    if (due < first) first = due;
    at = endOfText(memory.bytes, at);
  }
  return first;
}

export function isPlanned(memory: Memory, start: number, end: number, kind: string, ref: string): boolean {
  if (start === end) return false;
  const { bytes } = memory;
  let at = start + 10;
  for (let left = countOf(memory, start + 8, end); left > 0; left--) {
    const text = insideOf(bytes, at) + 16;
    if (isText(bytes, text, kind) && isText(bytes, endOfText(bytes, text), ref)) return true;
    at = endOfText(bytes, at);
  }
  return false;
}
