import { hkdfSync } from "node:crypto";
import { AttuneError } from "../domain/errors.js";
import { type Purpose, PURPOSES } from "./claim.js";
import type { LinkSettings } from "./settings.js";

/** The keys of one purpose: of the same secret each purpose has its own, so that no token can pass for another's. */
export interface LinkKeys {
  /** For what is sealed. */
  readonly seal: Buffer;
  /** For the nonce that is made of it. */
  readonly nonce: Buffer;
}

const KEY_BYTES = 32;
/** What may stand between two dots of a token. */
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** By the key's id and the purpose. @throws AttuneError ATTUNE_CONFIG_INVALID */
export function linkKeysOf(keys: LinkSettings["keys"]): ReadonlyMap<string, Readonly<Record<Purpose, LinkKeys>>> {
  const ring = new Map<string, Readonly<Record<Purpose, LinkKeys>>>();
  for (const { id, secret } of keys) {
    if (!KEY_ID.test(id))
      throw new AttuneError("ATTUNE_CONFIG_INVALID", `a link key's id has letters, digits, - and _`);
    if (ring.has(id)) throw new AttuneError("ATTUNE_CONFIG_INVALID", `two link keys are called "${id}"`);
    if (secret === "") throw new AttuneError("ATTUNE_CONFIG_INVALID", `the link key "${id}" is empty`);
    const ofPurpose = PURPOSES.map((purpose) => [purpose, keysOf(secret, purpose)] as const);
    ring.set(id, Object.fromEntries(ofPurpose) as Record<Purpose, LinkKeys>);
  }
  return ring;
}

function keysOf(secret: string, purpose: Purpose): LinkKeys {
  const both = deriveSecret(secret, `link v1 ${purpose}`, 2 * KEY_BYTES);
  return { seal: both.subarray(0, KEY_BYTES), nonce: both.subarray(KEY_BYTES) };
}

/** A secret for one use, made of a link key's: HKDF with SHA-256 (RFC 5869). Nobody who has it knows the key, or another use's. */
export function deriveSecret(secret: string, use: string, bytes: number = KEY_BYTES): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `attune ${use}`, bytes));
}
