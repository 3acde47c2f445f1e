import type { Message, MessageItem } from "../../domain/message.js";
import { isHalfDone, usableFact } from "../../domain/usable-fact.js";
import { isZone, localTime } from "../../domain/zone.js";
import { safeLink } from "../../links/index.js";
import type { MessageLinks } from "./message-links.js";
import type { RenderFor } from "./rendered.js";
import type { MessageScope, ScopeItem } from "./scope.js";

/** What a layout may say of a message. Texts have been checked (problems.ts); a link that isn't safe is left out. */
export function scopeOf(message: Message, url: string | undefined, links: MessageLinks, how: RenderFor): MessageScope {
  const { copy, coupon, topic } = message;
  const { unsubscribe, preferences, why, open } = links;
  return {
    message: {
      title: copy.title,
      text: copy.body,
      lines: copy.body.split(/\r?\n/).map((line) => line.trim()),
      url: url ?? null,
      coupon: coupon ?? null,
      class: message.class,
      topic: shown(topic),
      items: shownItems(message).map((item) => scopeItem(item, copy.url, links)),
    },
    links: { unsubscribe, preferences, why, open },
    locale: languageOf(message, how) ?? "",
    today: dayIn(isZone(how.zone) ? how.zone : "UTC", how.now),
  };
}

/** The language that the words speak; else the person's, where what a site sent is one. */
export function languageOf({ locale }: Message, how: RenderFor): string | undefined {
  return [locale, how.locale].find((tag) => tag !== undefined && isLanguage(tag));
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** An item whose title can't be shown is not shown at all: catalogues also learn from what pages send. */
export function shownItems({ recommendations = [] }: Message): readonly MessageItem[] {
  return recommendations.filter(({ title }) => usableFact(title) !== undefined);
}

function scopeItem(item: MessageItem, base: string | undefined, links: MessageLinks): ScopeItem {
  const { id, title, url, image, price, oldPrice, reason } = item;
  const target = itemLink(url, base);
  return {
    id: shown(id),
    title: shown(title),
    url: target === undefined ? null : links.counted(target),
    image: itemLink(image, base) ?? null,
    price: price ?? null,
    oldPrice: oldPrice !== undefined && price !== undefined && oldPrice > price ? oldPrice : null,
    reason: shown(reason),
  };
}

function shown(text: string): string {
  return String(usableFact(text) ?? "");
}

/** A catalogue may say paths alone: they are read as links on the page that the message leads to. */
function itemLink(address: string, base: string | undefined): string | undefined {
  const isPath = address.startsWith("/") && base !== undefined && URL.canParse(address, base);
  const link = safeLink(isPath ? new URL(address, base).href : address);
  return link === undefined || isHalfDone(link) ? undefined : link;
}

function dayIn(zone: string, time: number): string {
  const { year, month, day } = localTime(zone, time);
  const twoDigits = (number: number): string => String(number).padStart(2, "0");
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}
