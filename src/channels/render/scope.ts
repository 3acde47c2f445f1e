import type { ActionClass } from "../../domain/action.js";

/** What a layout may name beside facts. Nothing is ever undefined: what a message doesn't bring is null, so that `{% if message.url %}` asks for it. */
export interface MessageScope {
  readonly message: {
    readonly title: string;
    /** The whole text, and its lines. */
    readonly text: string;
    readonly lines: readonly string[];
    readonly url: string | null;
    readonly coupon: string | null;
    readonly class: ActionClass;
    readonly topic: string;
    readonly items: readonly ScopeItem[];
  };
  readonly links: {
    readonly unsubscribe: string | null;
    readonly preferences: string | null;
    /** Why the person gets this. */
    readonly why: string | null;
    /** The picture that counts opens. */
    readonly open: string | null;
  };
  /** BCP 47, "" where none is known. */
  readonly locale: string;
  /** By the person's calendar: 2026-03-16. */
  readonly today: string;
}

/** A recommended item; its reason is a code (domain/recommendation.ts), so that every language has its own words for it. */
export interface ScopeItem {
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly image: string | null;
  readonly price: number | null;
  readonly oldPrice: number | null;
  readonly reason: string;
}

/** Those that are addresses: they alone may begin an attribute that leads somewhere. */
export const LINK_NAMES: readonly string[] = [
  "message.url",
  "links.unsubscribe",
  "links.preferences",
  "links.why",
  "links.open",
];

/** All that a layout may name beside facts. */
export const MESSAGE_NAMES: readonly string[] = [
  "message.title",
  "message.text",
  "message.lines",
  "message.url",
  "message.coupon",
  "message.class",
  "message.topic",
  "message.items",
  "links.unsubscribe",
  "links.preferences",
  "links.why",
  "links.open",
  "locale",
  "today",
];

/** Whether a layout's name is the message's own; any other is a fact, or a mistake. */
export function isOfMessage(name: string): boolean {
  return MESSAGE_NAMES.includes(name) || /^message\.(?:items|lines)[.[]/.test(name);
}
