/**
 * A 32-bit checksum over bytes, four at a time. Every step can be undone for a given word, so two inputs of equal length that differ in
 * one word always differ in their sums. Against damage, not against an attacker.
 */
export function checksum(bytes: Uint8Array): number {
  const { length } = bytes;
  const whole = length & ~3;
  let sum = 0x9747b28c ^ length;
  for (let i = 0; i < whole; i += 4) {
    const word =
      (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24);
    sum = Math.imul(sum ^ word, 0x85ebca6b);
    sum ^= sum >>> 15;
  }
  for (let i = whole; i < length; i++) {
    sum = Math.imul(sum ^ (bytes[i] as number), 0xc2b2ae35);
    sum ^= sum >>> 13;
  }
  return sum >>> 0;
}
