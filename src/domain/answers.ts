import type { SegmentEvent } from "./event.js";
import { hash32 } from "./hash.js";
import { CHANNELS, type Channel } from "./message.js";
import type { Contact, View } from "./profile.js";
import type { ProfileDraft } from "./profile-draft.js";
import { SECOND, WEEK } from "./time.js";
import { RECEIPTS } from "./vocabulary-receipts.js";

export type AnswerKind = "opened" | "clicked" | "left";

/**
 * What answers a message, on any channel. One that is delivered, dismissed or bounced stays what it is until then: sent, without a
 * response.
 */
export const ANSWERS: ReadonlyMap<string, AnswerKind> = new Map<string, AnswerKind>([
  ...[...RECEIPTS].flatMap(([event, { kind }]): [string, AnswerKind][] =>
    kind === "opened" || kind === "clicked" ? [[event, kind]] : [],
  ),
  ["Unsubscribed", "left"],
  ["Email Marked as Spam", "left"],
  ["Consent Denied", "left"],
  ["Consent Revoked", "left"],
]);

/** An answer that names no message belongs to the newest on its channel within this long. */
const ATTRIBUTED_WITHIN = WEEK;

/**
 * Mail scanners open and click everything in the moment of delivery. An open or click sooner than this after the message was decided is
 * taken for a machine's; not on site, where the person has the message before their eyes at once.
 */
const MACHINE_WITHIN = 2 * SECOND;

/** Nobody follows two different links of one message within this long: what does follows all of them. */
const ALL_LINKS_WITHIN = 3 * SECOND;

export interface Answered {
  /** The place of the contact that is answered; -1: none that is remembered. */
  readonly at: number;
  /** An open or click that no person made. */
  readonly isMachine: boolean;
  /** ... and which shows that the click before it, which was taken for the person's, was one too. */
  readonly takesBack: boolean;
}

/** Which message an event answers, and whether a machine does. */
export function answeredBy(draft: ProfileDraft, event: SegmentEvent): Answered {
  const contacts = draft.read("contacts");
  const at = placeOf(contacts, event);
  const contact = contacts[at];
  if (ANSWERS.get(event.name) === "left") return { at, isMachine: false, takesBack: false };
  if (contact === undefined) return { at, isMachine: isHead(event), takesBack: false };
  if (isOneOfAll(draft, event, contact)) return { at, isMachine: true, takesBack: (contact.outcome & CLICKED) !== 0 };
  const isAtOnce = contact.channel !== "onsite" && event.time - contact.time < MACHINE_WITHIN;
  return { at, isMachine: isAtOnce || isHead(event), takesBack: false };
}

/** Something looked whether the link leads anywhere. */
function isHead({ properties }: SegmentEvent): boolean {
  return properties["method"] === "HEAD";
}

/** Contact.outcome's bit. */
const CLICKED = 2;

/** A click on another link of the message than the one that was clicked a moment ago (or, told in another order, a moment later). */
function isOneOfAll(draft: ProfileDraft, event: SegmentEvent, contact: View<Contact>): boolean {
  const link = linkOf(event);
  if (link === undefined || ANSWERS.get(event.name) !== "clicked") return false;
  const { clickedMessage, clickedLink, clickedAt } = draft.read("attention");
  return (
    clickedMessage === contact.message && clickedLink !== link && Math.abs(event.time - clickedAt) < ALL_LINKS_WITHIN
  );
}

/** The link that was followed, as Attention.clickedLink keeps it; undefined where the event doesn't say. */
export function linkOf({ properties }: SegmentEvent): number | undefined {
  const link = properties["link"] ?? properties["link_url"] ?? properties["url"];
  return typeof link === "string" && link !== "" ? hash32(link) : undefined;
}

/** The message that is named; else the newest on the channel, if it is young enough. */
function placeOf(contacts: readonly View<Contact>[], event: SegmentEvent): number {
  const { properties, name, time } = event;
  const named = properties["message_id"] ?? properties["messageId"];
  if (typeof named === "string" && named !== "") {
    const full = contacts.findLastIndex((contact) => contact.message === named);
    if (full >= 0) return full;
    // Segment's email spec has the provider's own message id here: it names none of ours.
    if (ANSWERS.get(name) !== "left") return -1;
  }
  const channel = answeredOn(event);
  return contacts.findLastIndex(
    (contact) =>
      (channel === "*" || contact.channel === channel) &&
      contact.time <= time &&
      contact.time > time - ATTRIBUTED_WITHIN,
  );
}

/**
 * The channel that an answer is about: the one it names, else its event's. Consent that is taken back without naming one is about all;
 * unsubscribing is about e-mail.
 */
export function answeredOn({ properties, name }: SegmentEvent): Channel | "*" | undefined {
  const named = properties["channel"];
  if (named === undefined || named === null)
    return name.startsWith("Consent ") ? "*" : (RECEIPTS.get(name)?.channel ?? "email");
  return named === "*" ? "*" : CHANNELS.find((channel) => channel === named);
}
