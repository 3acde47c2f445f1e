import type { Memory } from "../memory.js";
import { countOf } from "./ring.js";
import { endOfText, isText } from "./texts.js";

/** The cart as it is packed: which waits it was announced for (16 bits and the texts), then a ring of lines. */

/** Where the ring of lines begins. */
export function linesOf({ bytes, view }: Memory, start: number, end: number): number {
  if (start === end) return end;
  let at = start + 2;
  for (let left = view.getUint16(start, true); left > 0; left--) at = endOfText(bytes, at);
  return at;
}

export function hasLines(memory: Memory, start: number, end: number): boolean {
  return countOf(memory, linesOf(memory, start, end), end) > 0;
}

export function isAnnounced({ bytes, view }: Memory, start: number, end: number, ref: string): boolean {
  if (start === end) return false;
  let at = start + 2;
  for (let left = view.getUint16(start, true); left > 0; left--) {
    if (isText(bytes, at, ref)) return true;
    at = endOfText(bytes, at);
  }
  return false;
}
