/** A browser's PushSubscription (W3C Push API), as far as it is needed to send to it. */
export interface PushSubscription {
  readonly endpoint: URL;
  /** base64url: the browser's public key (P-256, 65 bytes) and its secret (16 bytes). */
  readonly p256dh: string;
  readonly auth: string;
}

const MOST_CHARS = 4_000;
const KEY_BYTES = 65;
const UNCOMPRESSED = 4;
const SECRET_BYTES = 16;

/** undefined where the text is none: nothing can ever be sent there. */
export function subscriptionOf(text: string): PushSubscription | undefined {
  if (text.length > MOST_CHARS) return undefined;
  const { endpoint, keys } = (parsed(text) ?? {}) as { endpoint?: unknown; keys?: unknown };
  const { p256dh, auth } = (keys ?? {}) as { p256dh?: unknown; auth?: unknown };
  if (typeof endpoint !== "string" || typeof p256dh !== "string" || typeof auth !== "string") return undefined;
  const key = Buffer.from(p256dh, "base64url");
  const isWhole =
    key.length === KEY_BYTES && key[0] === UNCOMPRESSED && Buffer.from(auth, "base64url").length === SECRET_BYTES;
  if (!isWhole || !URL.canParse(endpoint)) return undefined;
  return { endpoint: new URL(endpoint), p256dh: key.toString("base64url"), auth };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
