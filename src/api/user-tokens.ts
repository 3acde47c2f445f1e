import { createHmac, timingSafeEqual } from "node:crypto";
import type { LinkSettings } from "../links/settings.js";

/**
 * A page of a known person shows that it is theirs by a token that the shop's server has made with a link key:
 * `<expires>.<hex of HMAC-SHA256(secret, "attune user <expires> <user id>")>`, `expires` in seconds since the epoch.
 */
const TOKEN = /^(\d{1,11})\.([0-9a-f]{64})$/;

export function signUser(userId: string, expires: number, secret: string): string {
  return `${expires}.${macOf(userId, String(expires), secret).toString("hex")}`;
}

/** When the token runs out, ms since the epoch; undefined where no key has made it for this user, or it has run out. All keys are tried, however one fares. */
export function tokenExpiry(
  token: string,
  userId: string,
  keys: LinkSettings["keys"],
  now: number,
): number | undefined {
  const [, expires = "", mac = ""] = TOKEN.exec(token) ?? [];
  if (expires === "" || Number(expires) * 1000 <= now) return undefined;
  const given = Buffer.from(mac, "hex");
  const matches = keys.filter(({ secret }) => timingSafeEqual(macOf(userId, expires, secret), given));
  return matches.length > 0 ? Number(expires) * 1000 : undefined;
}

function macOf(userId: string, expires: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(`attune user ${expires} ${userId}`, "utf8").digest();
}
