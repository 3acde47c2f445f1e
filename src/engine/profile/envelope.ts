import type { ByteWriter } from "./byte-writer.js";
import { checksum } from "./checksum.js";
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
const HEADER = 9;

/** Where a section's bytes stand; `end === start` for an empty one. */
export interface Span {
  readonly source: Buffer;
  readonly start: number;
  readonly end: number;
}

export const EMPTY_SPAN: Span = { source: Buffer.alloc(0), start: 0, end: 0 };

export function beginEnvelope(writer: ByteWriter, version: number, sections: number): void {
  writer.position = 0;
  writer.byte(ARRAY16);
  writer.byte((sections + 2) >>> 8);
  writer.byte((sections + 2) & 0xff);
  writer.byte(version);
  writer.byte(UINT32);
  writer.uint32(0);
}

/** These three return where the section's bytes begin; they end where the writer stands. */
export function writeEmptySection(writer: ByteWriter): number {
  writer.byte(NIL);
  return writer.position;
}

export function writePackedSection(writer: ByteWriter, { source, start, end }: Span): number {
  const length = end - start;
  if (length === 0) return writeEmptySection(writer);
  writeBinaryHeader(writer, length);
  const at = writer.position;
  writer.raw(source, start, end);
  return at;
}

/** Room for the usual header first; a section that turns out longer moves up. */
export function writeSection(writer: ByteWriter, pack: () => void): number {
  const at = writer.position;
  writer.byte(BIN8);
  writer.byte(0);
  pack();
  const length = writer.position - at - 2;
  if (length <= 0xff) {
    writer.patch(at + 1, length);
    return at + 2;
  }
  const more = length <= 0xffff ? 1 : 3;
  writer.shift(at + 2, more);
  if (more === 1) writer.patch(at, BIN16, length >>> 8, length & 0xff);
  else {
    writer.patch(at, BIN32);
    writer.patchUint32(at + 1, length);
  }
  return at + 2 + more;
}

export function finishEnvelope(writer: ByteWriter): Buffer {
  writer.patchUint32(5, checksum(writer.view, HEADER, writer.position));
  return writer.finish();
}

/**
 * The version and the sections' places.
 * @throws AttuneError ATTUNE_PROFILE_UNREADABLE
 */
export function openEnvelope(source: Buffer): { version: number; spans: Span[] } {
  if (source.length < HEADER || source[0] !== ARRAY16 || source[4] !== UINT32) unreadable("this is no profile");
  const sections = source.readUInt16BE(1) - 2;
  const version = source[3] as number;
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  if (source.readUInt32BE(5) !== checksum(view, HEADER, source.length))
    unreadable("its checksum is wrong: it is damaged");
  const spans: Span[] = [];
  let at = HEADER;
  for (let i = 0; i < sections; i++) {
    const kind = source[at];
    const size =
      kind === BIN8
        ? 1
        : kind === BIN16
          ? 2
          : kind === BIN32
            ? 4
            : kind === NIL
              ? 0
              : unreadable("a section has no length");
    if (at + 1 + size > source.length) unreadable("it ends too early");
    const start = at + 1 + size;
    const end = start + (size === 0 ? 0 : source.readUIntBE(at + 1, size));
    if (end > source.length) unreadable("a section ends too early");
    spans.push({ source, start, end });
    at = end;
  }
  if (at !== source.length) unreadable("something follows its end");
  return { version, spans };
}

function writeBinaryHeader(writer: ByteWriter, length: number): void {
  if (length <= 0xff) {
    writer.byte(BIN8);
    writer.byte(length);
  } else if (length <= 0xffff) {
    writer.byte(BIN16);
    writer.byte(length >>> 8);
    writer.byte(length & 0xff);
  } else {
    writer.byte(BIN32);
    writer.uint32(length);
  }
}
