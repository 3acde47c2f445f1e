import { createHash, timingSafeEqual } from "node:crypto";
import { AttuneError } from "../domain/errors.js";
import type { WriteKey } from "./settings.js";
import { TokenBucket } from "./token-bucket.js";

/** A write key in use. */
export interface Source {
  readonly name: string;
  readonly key: string;
  /** undefined: any origin. */
  readonly origins: ReadonlySet<string> | undefined;
  readonly bucket: TokenBucket | undefined;
}

/** The write keys by the digest of the key: neither a comparison's time nor a scan's tells how much of a guess was right. */
export class WriteKeys {
  readonly #sources = new Map<string, { digest: Buffer; source: Source }>();
  readonly #anyOrigin: boolean;

  constructor(keys: readonly WriteKey[], now: () => number) {
    for (const each of keys) {
      const digest = digestOf(each.key);
      const listed = each.origins ?? [];
      const origins = listed.length === 0 || listed.includes("*") ? undefined : new Set(listed.map(withoutSlash));
      const rate = each.eventsPerSecond;
      const bucket = rate === undefined ? undefined : new TokenBucket(rate, each.burst ?? rate * 2, now);
      this.#sources.set(digest.toString("hex"), {
        digest,
        source: { name: each.name, key: each.key, origins, bucket },
      });
    }
    this.#anyOrigin = [...this.#sources.values()].some(({ source }) => source.origins === undefined);
  }

  find(key: string): Source | undefined {
    if (key.length > 256) return undefined;
    const digest = digestOf(key);
    const found = this.#sources.get(digest.toString("hex"));
    return found !== undefined && timingSafeEqual(found.digest, digest) ? found.source : undefined;
  }

  /** @throws AttuneError ATTUNE_WRITE_KEY */
  require(key: string | undefined): Source {
    const source = key === undefined ? undefined : this.find(key);
    if (source === undefined) {
      throw new AttuneError(
        "ATTUNE_WRITE_KEY",
        key === undefined ? "no write key was given" : "the write key is not known",
      );
    }
    return source;
  }

  /** Whether any key may be used from this origin: all that a preflight, which carries no key, can be told. */
  allowsOrigin(origin: string): boolean {
    return this.#anyOrigin || [...this.#sources.values()].some(({ source }) => source.origins?.has(origin) === true);
  }
}

/** @throws AttuneError ATTUNE_ORIGIN where a browser's page may not use this key */
export function checkOrigin(source: Source, origin: string | undefined): void {
  if (origin === undefined || source.origins === undefined || source.origins.has(origin)) return;
  throw new AttuneError("ATTUNE_ORIGIN", `the write key "${source.name}" is not for this origin`);
}

function digestOf(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}

function withoutSlash(origin: string): string {
  return origin.endsWith("/") ? origin.slice(0, -1) : origin;
}
