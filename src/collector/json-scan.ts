/**
 * Looks at JSON text without parsing it: how deep it is, and where in the bytes a batch's events stand. JSON.parse would take half a
 * million levels; what comes after it would not. The text need not be valid: then the answers are of no use, and parsing says so.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const isOpening = (byte: number): boolean => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number): boolean => byte === 0x7d || byte === 0x5d;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The index of the quote that ends the string that begins at `start`. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (; at < bytes.length && bytes[at] !== QUOTE; at++) {
    if (bytes[at] === BACKSLASH) at++;
  }
  return at;
}

/** Levels of objects and arrays. */
export function jsonDepth(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (isOpening(byte)) deepest = Math.max(deepest, ++depth);
    else if (isClosing(byte)) depth--;
  }
  return deepest;
}

/** One event of a batch: the bytes from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const BATCH = Buffer.from('"batch"', "latin1");

/** The elements of the array under the key "batch" of the outermost object; of the last such, as JSON.parse takes it. */
export function batchRanges(bytes: Uint8Array): Range[] {
  let ranges: Range[] = [];
  let depth = 0;
  let inBatch = false;
  let keyIsBatch = false;
  let start = -1;
  let end = -1;
  const finish = (): void => {
    if (start >= 0) ranges.push({ start, end });
    start = -1;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (isSpace(byte)) continue;
    if (isClosing(byte)) {
      depth--;
      if (inBatch && depth === 1) {
        finish();
        inBatch = false;
      }
    } else if (byte === COMMA && depth <= 2) {
      if (inBatch && depth === 2) finish();
      if (depth === 1) keyIsBatch = false;
    } else {
      if (inBatch && depth === 2 && start < 0) start = at;
      if (byte === QUOTE) {
        const last = endOfString(bytes, at);
        if (depth === 1) keyIsBatch ||= isBatchKey(bytes, at, last);
        at = last;
      } else if (isOpening(byte)) {
        depth++;
        if (depth === 2 && byte === 0x5b && keyIsBatch) {
          inBatch = true;
          ranges = [];
          start = -1;
        }
      }
    }
    end = at + 1;
  }
  return ranges;
}

function isBatchKey(bytes: Uint8Array, first: number, last: number): boolean {
  return last - first + 1 === BATCH.length && BATCH.equals(bytes.subarray(first, last + 1));
}
