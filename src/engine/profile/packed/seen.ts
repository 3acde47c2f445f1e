import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import type { Memory } from "../memory.js";

/** Ids of the last events as they are packed, the newest last: 53-bit hashes, 32 bits low, then 24 high. */
const SIZE = 7;

export function packHash(writer: ByteWriter, hash: number): void {
  const high = Math.floor(hash / 2 ** 32);
  writer.word(hash >>> 0);
  writer.half(high & 0xffff);
  writer.byte(high >>> 16);
}

export function unpackHash(reader: ByteReader): number {
  const low = reader.word();
  const middle = reader.half();
  return ((reader.byte() << 16) | middle) * 2 ** 32 + low;
}

export function hasSeen({ bytes, view }: Memory, start: number, end: number, hash: number): boolean {
  const low = hash >>> 0;
  const high = Math.floor(hash / 2 ** 32);
  for (let at = start; at < end; at += SIZE) {
    if (view.getUint32(at, true) !== low) continue;
    if (((bytes[at + 6] as number) << 16) + view.getUint16(at + 4, true) === high) return true;
  }
  return false;
}

export function writeSeen(writer: ByteWriter, start: number, end: number, hash: number, limit: number): void {
  const oldest = end - (limit - 1) * SIZE;
  writer.again(oldest > start ? oldest : start, end);
  packHash(writer, hash);
}
