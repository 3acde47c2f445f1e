import { isoTime } from "../../domain/wire/iso-time.js";
import type { Outgoing } from "../../ports/channel.js";

/** A message as other systems get it (webhooks, the file adapter): what is said, to whom, why, and until when. Never an address. */
export interface MessageJson {
  readonly id: string;
  readonly person: { readonly userId?: string; readonly anonymousId?: string };
  readonly channel: string;
  readonly action: string;
  readonly treatment: string;
  readonly occasion: string;
  readonly decision: string;
  readonly class: string;
  readonly topic: string;
  readonly time: string;
  readonly expiresAt: string;
  readonly title: string;
  readonly text: string;
  readonly url?: string;
  readonly locale?: string;
  readonly slot?: string;
  readonly coupon?: string;
  readonly items: readonly string[];
  readonly recommendations?: readonly unknown[];
  readonly facts?: unknown;
  readonly unsubscribeUrl?: string;
  readonly preferencesUrl?: string;
}

export function messageJson({ message, words, locale, unsubscribeUrl, preferencesUrl }: Outgoing): MessageJson {
  const { slot, coupon, recommendations, facts } = message;
  return {
    id: message.id,
    person: personJson(message.person),
    channel: message.channel,
    action: message.action,
    treatment: message.treatment,
    occasion: message.occasion,
    decision: message.decision,
    class: message.class,
    topic: message.topic,
    time: isoTime(message.time),
    expiresAt: isoTime(message.expiresAt),
    title: words.title,
    text: words.text,
    ...(words.url === undefined ? {} : { url: words.url }),
    ...(locale === undefined ? {} : { locale }),
    ...(slot === undefined ? {} : { slot }),
    ...(coupon === undefined ? {} : { coupon }),
    items: message.items,
    ...(recommendations === undefined ? {} : { recommendations }),
    ...(facts === undefined ? {} : { facts }),
    ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }),
    ...(preferencesUrl === undefined ? {} : { preferencesUrl }),
  };
}

export function personJson(person: Outgoing["message"]["person"]): MessageJson["person"] {
  const id = person.slice(2);
  return person.startsWith("u:") ? { userId: id } : { anonymousId: id };
}
