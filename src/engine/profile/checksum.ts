/**
 * A 32-bit checksum over bytes, four at a time. Every step can be undone for a given word, so two inputs of equal length that differ in
 * one word always differ in their sums. Against damage, not against an attacker.
 */
export function checksum(view: DataView, start: number, end: number): number {
  let sum = 0x9747b28c ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    sum = Math.imul(sum ^ view.getInt32(at, true), 0x85ebca6b);
    sum ^= sum >>> 15;
  }
  for (; at < end; at++) {
    sum = Math.imul(sum ^ view.getUint8(at), 0xc2b2ae35);
    sum ^= sum >>> 13;
  }
  return sum >>> 0;
}
