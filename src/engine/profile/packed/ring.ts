import type { ByteWriter } from "../byte-writer.js";
import type { Memory } from "../memory.js";
import { endOfText, sameBytes } from "./texts.js";

/**
 * A bounded list inside packed bytes, the newest last: `n` (16 bits), then n entries, each with its length in front as a text has it. An
 * entry begins with its key, which says where it ends itself; so entries are found, replaced and dropped without being unpacked. Nothing
 * (start = end) is an empty ring.
 */

export function countOf({ view }: Memory, start: number, end: number): number {
  return start === end ? 0 : view.getUint16(start, true);
}

/** Where what is in the entry at `at` begins. */
export function insideOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) < 0x80 ? at + 1 : at + 2;
}

/** Where the entry stands whose first bytes are those from `key` on; -1: there is none. */
export function findEntry({ bytes, view }: Memory, start: number, end: number, key: number, keySize: number): number {
  let at = start + 2;
  for (let left = start === end ? 0 : view.getUint16(start, true); left > 0; left--) {
    // A key says where it ends, so a shorter entry never looks like it.
    if (sameBytes(bytes, insideOf(bytes, at), key, keySize)) return at;
    at = endOfText(bytes, at);
  }
  return -1;
}

/** Puts the length in front of an entry that was written from `at` on, with one byte left free for it. */
export function closeEntry(writer: ByteWriter, at: number): void {
  const length = writer.position - at - 1;
  if (length < 0x80) {
    writer.bytes[at] = length;
    return;
  }
  writer.reserve(1);
  writer.bytes.copyWithin(at + 2, at + 1, writer.position);
  writer.position++;
  writer.bytes[at] = (length & 0x7f) | 0x80;
  writer.bytes[at + 1] = length >>> 7;
}

/**
 * Writes the ring anew with the entry from `entry` to `entryEnd` as the newest. The entry at `replaced` (-1: none) goes, and the oldest
 * ones while there are more than `limit`.
 */
export function writeWithNewest(
  writer: ByteWriter,
  start: number,
  end: number,
  entry: number,
  entryEnd: number,
  replaced: number,
  limit: number,
): void {
  const kept = countOf(writer, start, end) - (replaced < 0 ? 0 : 1);
  let dropped = Math.max(0, kept + 1 - limit);
  writer.half(kept + 1 - dropped);
  if (kept > 0) {
    let at = start + 2;
    while (dropped > 0) {
      if (at !== replaced) dropped--;
      at = endOfText(writer.bytes, at);
    }
    if (replaced < at) writer.again(at, end);
    else writeWithout(writer, at, end, replaced);
  }
  writer.again(entry, entryEnd);
}

/** Writes the entries from `from` to `end` without the one at `left`. */
export function writeWithout(writer: ByteWriter, from: number, end: number, left: number): void {
  writer.again(from, left);
  writer.again(endOfText(writer.bytes, left), end);
}
