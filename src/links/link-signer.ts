import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { AttuneError } from "../domain/errors.js";
import { type Claim, decodeClaim, encodeClaim, type Purpose } from "./claim.js";
import { type LinkKeys, linkKeysOf } from "./link-keys.js";
import { safeLink } from "./safe-link.js";
import type { LinkSettings } from "./settings.js";

/** Where a link of each purpose leads, under publicUrl. */
export const LINK_PATHS: Readonly<Record<Purpose, string>> = {
  unsubscribe: "/u/",
  preferences: "/p/",
  why: "/w/",
  click: "/c/",
  open: "/o/",
};

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Mail programs and proxies cut longer addresses. */
const MOST_CHARS = 4_000;
const TOKEN = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/;

/**
 * Makes and opens the links that people get: `v1.<key id>.<payload>.<mac>`. The payload is sealed (AES-256-GCM), so that no id can be read from an
 * address, and its nonce is made of what it says: the same claim has the same link whenever it is made, and a message that is rendered again has the
 * same bytes. Each purpose has its own keys.
 */
export class LinkSigner {
  readonly #keys: ReturnType<typeof linkKeysOf>;
  readonly #first: string;
  readonly #publicUrl: string;

  /** @throws AttuneError ATTUNE_CONFIG_INVALID */
  constructor({ publicUrl, keys }: LinkSettings) {
    const [first] = keys;
    if (first === undefined) throw new AttuneError("ATTUNE_CONFIG_INVALID", "links need at least one key");
    if (publicUrl !== "" && safeLink(publicUrl) === undefined)
      throw new AttuneError("ATTUNE_CONFIG_INVALID", "links need a publicUrl that begins with https://");
    this.#keys = linkKeysOf(keys);
    this.#first = first.id;
    this.#publicUrl = publicUrl.replace(/\/+$/, "");
  }

  /** The token alone, by the first key. */
  sign(claim: Claim): string {
    const kid = this.#first;
    const { seal, nonce } = this.#keysOf(kid, claim.purpose) as LinkKeys;
    const plain = encodeClaim(claim);
    const about = aboutOf(kid, claim.purpose);
    const iv = nonceOf(nonce, about, plain);
    const cipher = createCipheriv(CIPHER, seal, iv, { authTagLength: TAG_BYTES }).setAAD(about);
    const payload = Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString("base64url");
    return `v1.${kid}.${payload}.${cipher.getAuthTag().toString("base64url")}`;
  }

  /** What the token says; undefined where it isn't ours, is for something else, or has run out. `now`: ms since the epoch. */
  open(token: string, purpose: Purpose, now: number): Claim | undefined {
    const [, kid = "", payload = "", mac = ""] = (token.length <= MOST_CHARS && TOKEN.exec(token)) || [];
    const keys = this.#keysOf(kid, purpose);
    const [sealed, tag] = [bytesOf(payload), bytesOf(mac)];
    if (keys === undefined || sealed === undefined || tag?.length !== TAG_BYTES || sealed.length <= NONCE_BYTES)
      return undefined;
    const plain = unseal(sealed, tag, keys, aboutOf(kid, purpose));
    const claim = plain === undefined ? undefined : decodeClaim(purpose, plain);
    return claim?.expires !== undefined && now >= claim.expires ? undefined : claim;
  }

  /** The whole address. @throws TypeError where no publicUrl is set: signerOf makes no signer then. */
  url(claim: Claim): string {
    if (this.#publicUrl === "") throw new TypeError("links need a publicUrl");
    const ending = claim.purpose === "open" ? ".gif" : "";
    return `${this.#publicUrl}${LINK_PATHS[claim.purpose]}${this.sign(claim)}${ending}`;
  }

  #keysOf(kid: string, purpose: Purpose): LinkKeys | undefined {
    return this.#keys.get(kid)?.[purpose];
  }
}

/** For what makes messages: undefined where no address of this Attune is configured, so that no links are made. */
export function signerOf(settings: LinkSettings): LinkSigner | undefined {
  return settings.publicUrl === "" ? undefined : new LinkSigner(settings);
}

/** What the seal covers beside the payload. */
function aboutOf(kid: string, purpose: Purpose): Buffer {
  return Buffer.from(`v1.${kid}.${purpose}`, "utf8");
}

function nonceOf(key: Buffer, about: Buffer, plain: Buffer): Buffer {
  return createHmac("sha256", key).update(about).update("\0").update(plain).digest().subarray(0, NONCE_BYTES);
}

/** undefined where it was not sealed by these keys; the comparisons take the same time wherever they differ. */
function unseal(sealed: Buffer, tag: Buffer, { seal, nonce }: LinkKeys, about: Buffer): Buffer | undefined {
  const iv = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, seal, iv, { authTagLength: TAG_BYTES }).setAAD(about).setAuthTag(tag);
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES)), decipher.final()]);
    return timingSafeEqual(nonceOf(nonce, about, plain), iv) ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** Only the one spelling that we write: a second one for the same bytes would be a second token. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
