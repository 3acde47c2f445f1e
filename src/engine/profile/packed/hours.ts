import { ByteReader } from "../byte-reader.js";
import type { Memory } from "../memory.js";

/** `hours.offset`, which stands behind the moment. */
export function hoursOffsetOf(memory: Memory, start: number, end: number): number {
  if (start === end) return 0;
  const reader = new ByteReader(memory, start, end);
  reader.signed();
  return reader.signed();
}
