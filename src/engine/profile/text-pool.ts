import type { Memory } from "./memory.js";

/**
 * Short ASCII texts that were read lately. The same ids of actions, segments, categories and channels stand in profile after profile: to make
 * one anew is a call into the runtime, which costs several times what it takes to find it here, and leaves garbage. A text's bytes are
 * compared as words of 32 bits, in a table of their own: the text itself lies somewhere in the heap and would be a miss of the cache.
 */
const PLACES = 4096;
/** A length and six words, on a power of two so that no entry lies in two lines of the cache. */
const WORDS = 8;
export const POOLED_LENGTH = 24;
const NOT_ASCII = 0x80808080 | 0;

const keys = new Int32Array(PLACES * WORDS);
const pool: string[] = Array.from({ length: PLACES }, () => "");
/** The entry that is looked for. Used by one call at a time. */
const wanted = new Int32Array(WORDS);

/** The text whose bytes begin at `start`, at most POOLED_LENGTH; undefined where they are not ASCII. */
export function pooled({ view, texts }: Memory, start: number, length: number): string | undefined {
  const end = start + length;
  // The last word may reach over the end of the text.
  if (end + 3 > view.byteLength) return undefined;
  let count = 1;
  let hash = length;
  let bits = 0;
  wanted[0] = length;
  for (let at = start; at < end; at += 4) {
    const left = end - at;
    const word = view.getInt32(at, true) & (left < 4 ? (1 << (left * 8)) - 1 : -1);
    bits |= word;
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
    wanted[count++] = word;
  }
  if ((bits & NOT_ASCII) !== 0) return undefined;
  const place = hash & (PLACES - 1);
  const entry = place * WORDS;
  for (let i = 0; i < count; i++) {
    if (keys[entry + i] === wanted[i]) continue;
    for (let k = 0; k < count; k++) keys[entry + k] = wanted[k] as number;
    return (pool[place] = texts.toString("latin1", start, end));
  }
  return pool[place];
}
