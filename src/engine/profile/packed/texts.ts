/** Texts inside packed bytes: a length of one or two bytes (ByteWriter.text), then UTF-8. All that stand in packed entries are shorter than 2^14 bytes. */

/** Where the text at `at` ends. */
export function endOfText(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  return first < 0x80 ? at + 1 + first : at + 2 + ((first & 0x7f) | ((bytes[at + 1] as number) << 7));
}

/** Whether `size` bytes are the same at both places. From the end: ids of one shop begin alike. */
export function sameBytes(bytes: Uint8Array, one: number, other: number, size: number): boolean {
  if (bytes[one] !== bytes[other]) return false;
  for (let i = size - 1; i > 0; i--) if (bytes[one + i] !== bytes[other + i]) return false;
  return true;
}

/** Whether the text at `at` is this short ASCII one. */
export function isText(bytes: Uint8Array, at: number, text: string): boolean {
  const { length } = text;
  if (bytes[at] !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + 1 + i] !== text.charCodeAt(i)) return false;
  return true;
}
