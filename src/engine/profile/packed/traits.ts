import { ByteReader } from "../byte-reader.js";
import type { Memory } from "../memory.js";
import { countOf, insideOf } from "./ring.js";
import { endOfText, isText } from "./texts.js";

/** Traits as they are packed: a ring of key, provenance (its rank in the low bits of one byte), kind of value (0: a text), value and the rest. */
const RANK = 0x7f;
const TEXT = 0;

/** Whether to say `key` is `value` with the provenance of this rank would change nothing: it stands so, or by a stronger word. */
export function isSettled(
  { bytes, view }: Memory,
  start: number,
  end: number,
  key: string,
  value: string,
  rank: number,
): boolean {
  let at = start + 2;
  for (let left = start === end ? 0 : view.getUint16(start, true); left > 0; left--) {
    const name = insideOf(bytes, at);
    if (isText(bytes, name, key)) {
      const mark = endOfText(bytes, name);
      const known = (bytes[mark] as number) & RANK;
      return known < rank || (known === rank && bytes[mark + 1] === TEXT && isText(bytes, mark + 2, value));
    }
    at = endOfText(bytes, at);
  }
  return false;
}

/** The trait of this (short ASCII) name where it is a text. */
export function textOfTrait(memory: Memory, start: number, end: number, key: string): string | undefined {
  const { bytes } = memory;
  let at = start + 2;
  for (let left = countOf(memory, start, end); left > 0; left--) {
    const name = insideOf(bytes, at);
    if (isText(bytes, name, key)) {
      const kind = endOfText(bytes, name) + 1;
      return bytes[kind] === TEXT ? new ByteReader(memory, kind + 1, end).text() : undefined;
    }
    at = endOfText(bytes, at);
  }
  return undefined;
}
