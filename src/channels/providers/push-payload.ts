import { createHash } from "node:crypto";
import type { ActionClass } from "../../domain/action.js";
import type { Outgoing } from "../../ports/channel.js";
import { oneLine } from "./words.js";

/** RFC 8291 4: a record of 4,096 bytes, less its header, padding delimiter and tag. */
export const MOST_PAYLOAD_BYTES = 3_993;
/** Push services keep a message no longer, s. */
const MOST_TTL_SECONDS = 2_419_200;

/**
 * What the page's service worker gets. It shows `title` and `body`, opens `url` when it is clicked, and passes `tag` on: a notification that comes twice
 * then takes its own place.
 */
export function pushPayload({ message, words, locale }: Outgoing): Buffer {
  const { id, action, items, coupon } = message;
  return Buffer.from(
    JSON.stringify({
      id,
      tag: id,
      action,
      title: oneLine(words.title),
      body: words.text,
      ...(words.url === undefined ? {} : { url: words.url }),
      ...(locale === undefined ? {} : { lang: locale }),
      ...(coupon === undefined ? {} : { coupon }),
      items,
    }),
  );
}

/** RFC 8030 5: how long it is kept for a browser that is away, how much it may disturb the battery, and what of ours it takes the place of. */
export function pushHeaders({ message, now }: Outgoing): Record<string, string> {
  const seconds = Math.floor((message.expiresAt - now) / 1_000);
  return {
    ttl: String(Math.min(Math.max(seconds, 0), MOST_TTL_SECONDS)),
    urgency: URGENCY[message.class],
    topic: topicOf(message.action),
  };
}

const URGENCY: Readonly<Record<ActionClass, string>> = {
  transactional: "high",
  service: "normal",
  promotional: "normal",
  education: "low",
};

/** At most 32 characters of base64url: an unread message of the same action is replaced, it says nothing new. */
function topicOf(action: string): string {
  return createHash("sha256").update(action).digest("base64url").slice(0, 32);
}
