import type { ByteWriter } from "./byte-writer.js";
import { checksum } from "./checksum.js";
import type { Memory } from "./memory.js";
import { unreadable } from "./unreadable.js";

/**
 * The outer form of a profile's bytes, valid MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md): an array of the
 * layout's version, a checksum of all that follows, and one binary (or nil) a section. It is written and read by hand: that takes a tenth
 * of the time, and bytes from outside never reach a general decoder.
 *
 *     dc nn nn | version (0 to 127) | ce cc cc cc cc | section | section | ...        section: c0, or c4 n / c5 nn nn / c6 nn nn nn nn and bytes
 */
const ARRAY16 = 0xdc;
const UINT32 = 0xce;
const NIL = 0xc0;
const BIN8 = 0xc4;
const BIN16 = 0xc5;
const BIN32 = 0xc6;
const CHECKSUM = 5;
export const HEADER = 9;

/** The beginning, with room for the checksum. */
export function writeEnvelope(writer: ByteWriter, version: number, sections: number): void {
  writer.byte(ARRAY16);
  writer.byte((sections + 2) >>> 8);
  writer.byte((sections + 2) & 0xff);
  writer.byte(version);
  writer.byte(UINT32);
  writer.word(0);
}

/** What stands in front of a section's bytes; all there is of an empty one. */
export function writeSectionHeader(writer: ByteWriter, length: number): void {
  if (length === 0) {
    writer.byte(NIL);
  } else if (length <= 0xff) {
    writer.byte(BIN8);
    writer.byte(length);
  } else if (length <= 0xffff) {
    writer.byte(BIN16);
    writer.byte(length >>> 8);
    writer.byte(length & 0xff);
  } else {
    writer.byte(BIN32);
    for (const shift of [24, 16, 8, 0]) writer.byte((length >>> shift) & 0xff);
  }
}

/** The length of the header at `at`, and in `sizes[1]` that of the section after it. For bytes that are known to be whole. */
export function measureSection(bytes: Uint8Array, at: number, sizes: Int32Array): void {
  switch (bytes[at]) {
    case NIL:
      sizes[0] = 1;
      sizes[1] = 0;
      return;
    case BIN8:
      sizes[0] = 2;
      sizes[1] = bytes[at + 1] as number;
      return;
    case BIN16:
      sizes[0] = 3;
      sizes[1] = ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
      return;
    case BIN32:
      sizes[0] = 5;
      sizes[1] =
        ((bytes[at + 1] as number) << 24) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 8) |
        (bytes[at + 4] as number);
      return;
    default:
      unreadable("a section has no length");
  }
}

/** Puts the checksum of the envelope that ends at `end` in; it begins at 0. */
export function seal(view: DataView, end: number): void {
  view.setUint32(CHECKSUM, checksum(view, HEADER, end));
}

/** Takes the checksum out again: it is 0 while a profile is in memory. */
export function unseal(view: DataView): void {
  view.setUint32(CHECKSUM, 0);
}

/**
 * The layout's version of the envelope from 0 to `end`, once it is known to be whole.
 * @throws AttuneError ATTUNE_PROFILE_UNREADABLE
 */
export function openEnvelope({ bytes, view }: Memory, end: number): number {
  if (end < HEADER || bytes[0] !== ARRAY16 || bytes[4] !== UINT32) unreadable("this is no profile");
  if (view.getUint32(CHECKSUM) !== checksum(view, HEADER, end)) unreadable("its checksum is wrong: it is damaged");
  const sizes = new Int32Array(2);
  let at = HEADER;
  for (let left = countSections(view); left > 0; left--) {
    measureSection(bytes, at, sizes);
    const next = at + (sizes[0] as number) + (sizes[1] as number);
    if (next <= at || next > end) unreadable("a section ends too early");
    at = next;
  }
  if (at !== end) unreadable("something follows its end");
  return bytes[3] as number;
}

export function countSections(view: DataView): number {
  return view.getUint16(1) - 2;
}

/** Copies of the sections of an envelope that was opened. */
export function copySections({ bytes, view }: Memory): Uint8Array[] {
  const sections: Uint8Array[] = [];
  const sizes = new Int32Array(2);
  let at = HEADER;
  for (let left = countSections(view); left > 0; left--) {
    measureSection(bytes, at, sizes);
    const start = at + (sizes[0] as number);
    at = start + (sizes[1] as number);
    sections.push(bytes.slice(start, at));
  }
  return sections;
}
