import type { InterestGrowth } from "../../../domain/profile-draft.js";
import { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import type { Memory } from "../memory.js";
import { endOfText, sameBytes } from "./texts.js";

/**
 * Interests as they are packed: the moment (64 bits), then categories, then tags, each a number of entries (16 bits) and the entries: a
 * weight (single precision), a key.
 */

/** Where the wanted keys were written, and whether each was found: two numbers a key. Used by one call at a time. */
let wanted = new Int32Array(64);

/**
 * All weights times `factor`, then `added` to each key; new keys take the place of the weakest. Weights change where they are; only a new
 * key makes the section be written anew. Returns where it begins then, else -1.
 */
export function growPacked(
  writer: ByteWriter,
  start: number,
  end: number,
  at: number,
  factor: number,
  added: number,
  categories: InterestGrowth,
  tags: InterestGrowth,
): number {
  const first = categories.keys.length;
  const all = first + tags.keys.length;
  if (wanted.length < all * 2) wanted = new Int32Array(all * 2);
  for (let i = 0; i < all; i++) {
    wanted[i * 2] = writer.position;
    wanted[i * 2 + 1] = 0;
    writer.text((i < first ? categories.keys[i] : tags.keys[i - first]) as string);
  }
  if (start === end) {
    const empty = writer.position;
    writer.double(at);
    writeList(writer, 0, 0, 0, 0, first, added, categories.limit);
    writeList(writer, 0, 0, 0, first, all, added, tags.limit);
    return empty;
  }
  writer.view.setFloat64(start, at, true);
  const middle = scaleList(writer, start + 8, factor, added, 0, first);
  scaleList(writer, middle, factor, added, first, all);
  let missing = false;
  for (let i = 0; i < all; i++) if (wanted[i * 2 + 1] === 0) missing = true;
  if (!missing) return -1;
  const anew = writer.position;
  writer.double(at);
  const { view } = writer;
  writeList(writer, start + 10, middle, view.getUint16(start + 8, true), 0, first, added, categories.limit);
  writeList(writer, middle + 2, end, writer.view.getUint16(middle, true), first, all, added, tags.limit);
  return anew;
}

/** The share of each key in the sum of its list's weights. */
export function sharesOf(memory: Memory, start: number, end: number, list: "categories" | "tags"): Map<string, number> {
  const shares = new Map<string, number>();
  if (start === end) return shares;
  const { bytes, view } = memory;
  let first = start + 8;
  if (list === "tags") {
    const before = view.getUint16(first, true);
    first += 2;
    for (let left = before; left > 0; left--) first = endOfText(bytes, first + 4);
  }
  const count = view.getUint16(first, true);
  let sum = 0;
  let at = first + 2;
  for (let left = count; left > 0; left--) {
    sum += view.getFloat32(at, true);
    at = endOfText(bytes, at + 4);
  }
  if (sum <= 0) return shares;
  const reader = new ByteReader(memory, first + 2, at);
  for (let left = count; left > 0; left--) {
    const weight = reader.single();
    shares.set(reader.text(), weight / sum);
  }
  return shares;
}

/** Where the list ends. Keys among the wanted ones are marked as found. */
function scaleList(writer: ByteWriter, start: number, factor: number, added: number, from: number, to: number): number {
  const { bytes, view } = writer;
  let at = start + 2;
  for (let left = view.getUint16(start, true); left > 0; left--) {
    const key = at + 4;
    const next = endOfText(bytes, key);
    let weight = Math.fround(view.getFloat32(at, true) * factor);
    for (let i = from; i < to; i++) {
      if (!sameBytes(bytes, wanted[i * 2] as number, key, next - key)) continue;
      weight += added;
      wanted[i * 2 + 1] = 1;
    }
    view.setFloat32(at, weight, true);
    at = next;
  }
  return at;
}

/** The entries from `start` to `end`, then the wanted keys that were not found, without the weakest that are too many. */
function writeList(
  writer: ByteWriter,
  start: number,
  end: number,
  count: number,
  from: number,
  to: number,
  added: number,
  limit: number,
): void {
  const head = writer.position;
  let kept = count;
  writer.half(0);
  writer.again(start, end);
  for (let i = from; i < to; i++) {
    if (wanted[i * 2 + 1] !== 0) continue;
    const key = wanted[i * 2] as number;
    writer.single(added);
    writer.again(key, endOfText(writer.bytes, key));
    kept++;
  }
  for (; kept > limit; kept--) dropWeakest(writer, head + 2, kept);
  writer.view.setUint16(head, kept, true);
}

/** Of equally weak ones the older goes, so that a new interest gets a chance. */
function dropWeakest(writer: ByteWriter, start: number, count: number): void {
  const { bytes, view } = writer;
  let weakest = start;
  let least = Number.POSITIVE_INFINITY;
  let at = start;
  for (let i = 0; i < count; i++) {
    const weight = view.getFloat32(at, true);
    if (weight < least) {
      least = weight;
      weakest = at;
    }
    at = endOfText(bytes, at + 4);
  }
  writer.cut(weakest, endOfText(bytes, weakest + 4));
}
