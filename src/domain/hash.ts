/**
 * Hashes that must never change: partitions, sampling and deduplication of stored data hang on them.
 * All are pure functions of their input and equal on every machine.
 */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * FNV-1a, 32 bit, over the bytes of an ASCII string (http://www.isthe.com/chongo/tech/comp/fnv/).
 * Equal to the hash behind NATS' `partition()` subject mapping for one token.
 */
export function fnv1a32(ascii: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < ascii.length; i++) {
    hash = Math.imul(hash ^ (ascii.charCodeAt(i) & 0xff), FNV_PRIME);
  }
  return hash >>> 0;
}

/** MurmurHash3's finalizer: spreads every input bit over the whole word. */
function mix32(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A seeded 32-bit hash of any string, two FNV-1a steps a UTF-16 unit, finalized. */
export function hash32(text: string, seed = 0): number {
  let hash = (FNV_OFFSET ^ Math.imul(seed, 0x9e3779b1)) | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), FNV_PRIME);
    hash = Math.imul(hash ^ (unit >>> 8), FNV_PRIME);
  }
  return mix32(hash);
}

/** A 53-bit hash as an exact integer: two seeded 32-bit hashes. Collisions: about n² / 2^54. */
export function hash53(text: string, seed = 0): number {
  // Both at once: neither waits for the other's multiplications.
  let high = (FNV_OFFSET ^ Math.imul(seed, 0x9e3779b1)) | 0;
  let low = (FNV_OFFSET ^ Math.imul(seed + 0x51ed270b, 0x9e3779b1)) | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(Math.imul(high ^ (unit & 0xff), FNV_PRIME) ^ (unit >>> 8), FNV_PRIME);
    low = Math.imul(Math.imul(low ^ (unit & 0xff), FNV_PRIME) ^ (unit >>> 8), FNV_PRIME);
  }
  return (mix32(high) & 0x1fffff) * 2 ** 32 + mix32(low);
}
