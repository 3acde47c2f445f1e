import { createHash, timingSafeEqual } from "node:crypto";

const MOST_KEY_LENGTH = 256;

/** What belongs to each key, found by the digest of the key: neither a comparison's time nor a scan's tells how much of a guess was right. */
export class KeyRing<T> {
  readonly #entries = new Map<string, { readonly digest: Buffer; readonly value: T }>();

  constructor(entries: Iterable<readonly [key: string, value: T]>) {
    for (const [key, value] of entries) {
      const digest = digestOf(key);
      this.#entries.set(digest.toString("hex"), { digest, value });
    }
  }

  find(key: string): T | undefined {
    if (key.length > MOST_KEY_LENGTH) return undefined;
    const digest = digestOf(key);
    const found = this.#entries.get(digest.toString("hex"));
    return found !== undefined && timingSafeEqual(found.digest, digest) ? found.value : undefined;
  }

  *values(): Generator<T> {
    for (const { value } of this.#entries.values()) yield value;
  }
}

function digestOf(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}
