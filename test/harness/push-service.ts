import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from "node:crypto";
import { type HttpBehaviour, type HttpCallSeen, HttpProvider } from "./http-provider.js";

const SALT_BYTES = 16;
const TAG_BYTES = 16;
const DELIMITER_LAST = 2;

interface Browser {
  readonly ecdh: ECDH;
  readonly auth: Buffer;
}

export interface Notification {
  readonly subscription: string;
  readonly headers: HttpCallSeen["headers"];
  readonly payload: Record<string, unknown>;
}

/**
 * A push service with the browsers behind it: it checks who sends (RFC 8292), and the browsers decrypt what they get (RFC 8188, RFC 8291), by node:crypto
 * alone. A subscription that was removed is answered with 410.
 */
export class PushService {
  readonly http: HttpProvider;
  /** In place of taking it; undefined: as a push service should. */
  behave: (call: HttpCallSeen) => HttpBehaviour | undefined = () => undefined;
  readonly #browsers = new Map<string, Browser>();

  private constructor(http: HttpProvider) {
    this.http = http;
    http.behave = (call) => {
      if (!this.#browsers.has(call.path)) return { status: 410 };
      if (!isAuthorized(call, http.url)) return { status: 403 };
      return this.behave(call) ?? "take";
    };
  }

  static async start(): Promise<PushService> {
    return new PushService(await HttpProvider.start({ accepted: () => ({ status: 201 }) }));
  }

  /** A browser's subscription as it stands in a profile: JSON. */
  subscribe(): string {
    const ecdh = createECDH("prime256v1");
    const browser = { ecdh, auth: randomBytes(16) };
    const p256dh = ecdh.generateKeys("base64url");
    const path = `/push/${randomBytes(8).toString("hex")}`;
    this.#browsers.set(path, browser);
    const keys = { p256dh, auth: browser.auth.toString("base64url") };
    return JSON.stringify({ endpoint: `${this.http.url}${path}`, expirationTime: null, keys });
  }

  unsubscribe(subscription: string): void {
    const { endpoint } = JSON.parse(subscription) as { endpoint: string };
    this.#browsers.delete(new URL(endpoint).pathname);
  }

  /** What the browsers showed, decrypted. */
  shown(): Notification[] {
    return this.http.taken.map(({ path, headers, body }) => {
      const browser = this.#browsers.get(path);
      if (browser === undefined) throw new Error("the subscription is gone");
      const payload = JSON.parse(decrypt(body, browser).toString("utf8")) as Record<string, unknown>;
      return { subscription: path, headers, payload };
    });
  }

  async stop(): Promise<void> {
    await this.http.stop();
  }
}

/** aes128gcm: salt, record size, the sender's public key, one record. */
function decrypt(body: Buffer, { ecdh, auth }: Browser): Buffer {
  const salt = body.subarray(0, SALT_BYTES);
  const keyLength = body.readUInt8(SALT_BYTES + 4);
  const senderKey = body.subarray(SALT_BYTES + 5, SALT_BYTES + 5 + keyLength);
  const record = body.subarray(SALT_BYTES + 5 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), senderKey]);
  const input = Buffer.from(hkdfSync("sha256", ecdh.computeSecret(senderKey), auth, info, 32));
  const key = Buffer.from(hkdfSync("sha256", input, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", input, salt, "Content-Encoding: nonce\0", 12));
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-TAG_BYTES));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(DELIMITER_LAST));
}

/** RFC 8292: a token signed by the key that it names (ES256), for this service, good for a day at most. */
function isAuthorized({ headers }: HttpCallSeen, audience: string): boolean {
  const found = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(headers.authorization ?? "");
  if (found === null) return false;
  const [, head = "", claims = "", signature = "", key = ""] = found;
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
  const signed = Buffer.from(`${head}.${claims}`);
  const isSigned = verify(
    "sha256",
    signed,
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const { aud, exp } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { aud: string; exp: number };
  const left = exp - Date.now() / 1_000;
  return isSigned && aud === audience && left > 0 && left <= 86_400;
}
