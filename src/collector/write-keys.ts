import { AttuneError } from "../domain/errors.js";
import { KeyRing } from "./key-ring.js";
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

/** The write keys in use. */
export class WriteKeys {
  readonly #sources: KeyRing<Source>;
  readonly #anyOrigin: boolean;

  constructor(keys: readonly WriteKey[], now: () => number) {
    this.#sources = new KeyRing(keys.map((each) => [each.key, sourceOf(each, now)]));
    this.#anyOrigin = [...this.#sources.values()].some(({ origins }) => origins === undefined);
  }

  find(key: string): Source | undefined {
    return this.#sources.find(key);
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
    return this.#anyOrigin || [...this.#sources.values()].some(({ origins }) => origins?.has(origin) === true);
  }
}

/** @throws AttuneError ATTUNE_ORIGIN where a browser's page may not use this key */
export function checkOrigin(source: Source, origin: string | undefined): void {
  if (origin === undefined || source.origins === undefined || source.origins.has(origin)) return;
  throw new AttuneError("ATTUNE_ORIGIN", `the write key "${source.name}" is not for this origin`);
}

function sourceOf(
  { name, key, origins: listed = [], eventsPerSecond: rate, burst }: WriteKey,
  now: () => number,
): Source {
  const origins = listed.length === 0 || listed.includes("*") ? undefined : new Set(listed.map(withoutSlash));
  const bucket = rate === undefined ? undefined : new TokenBucket(rate, burst ?? rate * 2, now);
  return { name, key, origins, bucket };
}

function withoutSlash(origin: string): string {
  return origin.endsWith("/") ? origin.slice(0, -1) : origin;
}
