import type { Message, MessageItem } from "../../domain/message.js";
import type { Words } from "../../ports/channel.js";

/** A message as a page gets it: what it needs to show it and to say what became of it, and nothing of the person. All times ms since the epoch. */
export interface OnsiteMessage {
  readonly id: string;
  readonly decision: string;
  readonly action: string;
  readonly treatment: string;
  /** The place on the page that it is made for; left out: wherever the page shows messages. */
  readonly slot?: string;
  readonly title: string;
  /** Plain text: never to be taken for HTML. */
  readonly text: string;
  readonly url?: string;
  readonly coupon?: string;
  readonly items: readonly string[];
  readonly recommendations: readonly MessageItem[];
  readonly time: number;
  readonly expiresAt: number;
}

export function onsiteMessage(message: Message, { title, text, url }: Words): OnsiteMessage {
  const { id, decision, action, treatment, slot, coupon, items, recommendations, time, expiresAt } = message;
  return {
    id,
    decision,
    action,
    treatment,
    ...(slot === undefined ? {} : { slot }),
    title,
    text,
    ...(url === undefined ? {} : { url }),
    ...(coupon === undefined ? {} : { coupon }),
    items,
    recommendations: recommendations ?? [],
    time,
    expiresAt,
  };
}
