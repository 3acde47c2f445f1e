import type { FastifyReply, FastifyRequest } from "fastify";
import {
  basicUser,
  checkOrigin,
  keyOfHead,
  KeyRing,
  type Source,
  TokenBucket,
  type WriteKeys,
} from "../collector/index.js";
import { AttuneError } from "../domain/errors.js";
import type { ApiScope, ApiSettings } from "./settings.js";

/** Who calls: a server of the shop's, or a page that anybody may have opened. */
export interface Caller {
  readonly name: string;
  /** Empty for a write key: it reads what isn't about a known person, and nothing else. */
  readonly scopes: ReadonlySet<ApiScope>;
  readonly isPublic: boolean;
  readonly bucket: TokenBucket;
}

/** The server keys and the write keys, each with its rate. */
export class Callers {
  readonly #servers: KeyRing<Caller>;
  readonly #writeKeys: WriteKeys;
  readonly #pages = new Map<string, Caller>();
  readonly #publicBucket: () => TokenBucket;

  constructor({ keys, publicRequestsPerSecond }: ApiSettings, writeKeys: WriteKeys, now: () => number) {
    const bucket = (rate: number): TokenBucket => new TokenBucket(rate, rate * 2, now);
    this.#servers = new KeyRing(
      keys.map(({ key, name, scopes, requestsPerSecond }) => [
        key,
        { name, scopes: new Set(scopes), isPublic: false, bucket: bucket(requestsPerSecond) },
      ]),
    );
    this.#writeKeys = writeKeys;
    this.#publicBucket = () => bucket(publicRequestsPerSecond);
  }

  /**
   * A server key stands in the Authorization header alone, where no log of addresses sees it: Bearer, or user of Basic. A write key may
   * stand where the collector takes it.
   * @throws AttuneError ATTUNE_API_KEY | ATTUNE_ORIGIN
   */
  identify(request: FastifyRequest): Caller {
    const { authorization, origin } = request.headers;
    const secret = bearer(authorization) ?? basicUser(authorization);
    const server = secret === undefined ? undefined : this.#servers.find(secret);
    if (server !== undefined) return server;
    const key = keyOfHead(request) ?? secret;
    const source = key === undefined ? undefined : this.#writeKeys.find(key);
    if (source === undefined)
      throw new AttuneError("ATTUNE_API_KEY", key === undefined ? "no key was given" : "the key is not known");
    checkOrigin(source, origin);
    return this.#pageOf(source);
  }

  #pageOf({ name }: Source): Caller {
    let page = this.#pages.get(name);
    if (page === undefined) {
      page = { name, scopes: new Set(), isPublic: true, bucket: this.#publicBucket() };
      this.#pages.set(name, page);
    }
    return page;
  }
}

/** @throws AttuneError ATTUNE_API_SCOPE */
export function requireScope(caller: Caller, scope: ApiScope, what: string): void {
  if (caller.scopes.has(scope)) return;
  throw new AttuneError("ATTUNE_API_SCOPE", `${what} needs a server key with the scope "${scope}"`);
}

/** @throws AttuneError ATTUNE_RATE, with its headers set */
export function requireRate({ bucket, name }: Caller, reply: FastifyReply): void {
  const waitMs = bucket.take(1);
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1_000);
  reply.header("retry-after", seconds).header("x-ratelimit-reset", seconds);
  throw new AttuneError("ATTUNE_RATE", `the key "${name}" asks too fast`);
}

function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^bearer\s+(\S{1,1024})\s*$/i.exec(header)?.[1];
}
