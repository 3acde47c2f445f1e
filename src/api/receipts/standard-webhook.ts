import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { MINUTE, SECOND } from "../../domain/time.js";
import { sameText } from "./same-text.js";

/** How far a sender's clock may be from ours, and how old a copy may be that somebody sends again. */
const TOLERANCE_MS = 5 * MINUTE;
const MOST_SIGNATURES = 10;
const PREFIX = "whsec_";

/**
 * Checks the signature of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md) over the body as
 * it came. Returns the webhook's id, the same for each repetition; undefined where it is not signed by one of the secrets, or too old.
 */
export function verifiedWebhook(
  headers: IncomingHttpHeaders,
  body: Buffer,
  secrets: readonly string[],
  now: number,
): string | undefined {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(
    (name) => headers[name],
  );
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return undefined;
  if (Math.abs(now - Number(timestamp) * SECOND) > TOLERANCE_MS) return undefined;
  const given = signatures.split(" ").slice(0, MOST_SIGNATURES);
  const right = secrets.map((secret) => {
    const mac = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
    return `v1,${mac.digest("base64")}`;
  });
  return right.some((signature) => given.some((one) => sameText(one, signature))) ? id : undefined;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64");
}
