import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * Generated codes: the pool's serial number through a keyed permutation of 50 bits, so that no two serials share a code and nobody who holds
 * codes can tell another. A balanced Feistel network over two halves of 25 bits (Luby and Rackoff 1988), ten rounds as in NIST SP 800-38G's
 * FF1, SHA-256 over a key and a message of fixed length as the round function.
 */
const HALF_BITS = 25;
const HALF = 2 ** HALF_BITS;
const ROUNDS = 10;
/** Crockford's base 32: no I, L, O or U, which are misread. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARS = 10;
/** Serial numbers from 0 (inclusive) to this (exclusive) have a code. */
export const MOST_SERIALS = HALF * HALF;

export function codeOf(serial: number, prefix: string, secret: string): string {
  return `${prefix}${base32(permute(serial, keyOf(secret)))}`;
}

/** A bijection of 0 .. MOST_SERIALS - 1 onto itself. */
export function permute(serial: number, key: Key): number {
  let left = Math.floor(serial / HALF);
  let right = serial % HALF;
  for (let round = 0; round < ROUNDS; round++) {
    const next = (left ^ roundOf(key, round, right)) & (HALF - 1);
    left = right;
    right = next;
  }
  return left * HALF + right;
}

const KEY_BYTES = 32;
/** Of the hash of a secret, with room for the round and the half behind it; by secret. */
type Key = Uint8Array;
const keys = new Map<string, Key>();
const MOST_KEYS = 1_000;

export function keyOf(secret: string): Key {
  let key = keys.get(secret);
  if (key === undefined) {
    if (keys.size >= MOST_KEYS) keys.clear();
    key = new Uint8Array(KEY_BYTES + 5);
    key.set(sha256(utf8ToBytes(secret)));
    keys.set(secret, key);
  }
  return key;
}

/** 32 bits of SHA-256(key, round, half). */
function roundOf(key: Key, round: number, half: number): number {
  key[KEY_BYTES] = round;
  for (let i = 0; i < 4; i++) key[KEY_BYTES + 1 + i] = (half >>> (8 * i)) & 0xff;
  const digest = sha256(key);
  return (
    (digest[0] as number) | ((digest[1] as number) << 8) | ((digest[2] as number) << 16) | ((digest[3] as number) << 24)
  );
}

function base32(value: number): string {
  let text = "";
  for (let left = value, i = 0; i < CHARS; i++, left = Math.floor(left / 32)) text = ALPHABET[left % 32] + text;
  return text;
}
