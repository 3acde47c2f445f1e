import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { SECOND, WEEK } from "../../domain/time.js";
import { isForPerson } from "../../domain/experiment.js";
import { RECEIPTS } from "../../domain/vocabulary-receipts.js";
import { noteLeft, notePositive, OUTCOME } from "./note-sent.js";

type Answer = "opened" | "clicked" | "left";

/**
 * What answers a message, on any channel. One that is delivered, dismissed or bounced stays what it is until then: sent, without a
 * response.
 */
export const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ...[...RECEIPTS].flatMap(([event, { kind }]): [string, Answer][] =>
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

/** Marks the message that this answers, once for each kind of answer. */
export function takeAnswer(
  draft: ProfileDraft,
  event: SegmentEvent,
  answer: Answer,
  context: EngineContext,
  out: Outlet,
): void {
  const contacts = draft.read("contacts");
  const at = answered(contacts, event);
  const contact = contacts[at];
  if (contact === undefined || (contact.outcome & OUTCOME[answer]) !== 0) return;
  if (answer === "left") {
    if (!isAbout(event, contact, draft, context)) return;
    noteLeft(contact, out);
  } else {
    if (contact.channel !== "onsite" && event.time - contact.time < MACHINE_WITHIN) return;
    // What is opened alone did not work.
    if (answer === "clicked" && !hasWorked(contact)) notePositive(contact, out);
  }
  draft.write("contacts")[at] = { ...contact, outcome: contact.outcome | OUTCOME[answer] };
}

export function hasWorked({ outcome }: Contact): boolean {
  return (outcome & (OUTCOME.clicked | OUTCOME.goal)) !== 0;
}

/** The index of the message that is named; else of the newest on the channel, if it is young enough. -1: none. */
function answered(contacts: readonly Contact[], { properties, name, time }: SegmentEvent): number {
  const named = properties["message_id"] ?? properties["messageId"];
  if (typeof named === "string" && named !== "") {
    const full = contacts.findLastIndex((contact) => contact.message === named);
    if (full >= 0) return full;
    // Segment's email spec has the provider's own message id here: it names none of ours.
    if (ANSWERS.get(name) !== "left") return -1;
  }
  const channel = channelIn(properties["channel"], name);
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
function channelIn(named: unknown, event: string): Channel | "*" | undefined {
  if (named === undefined || named === null)
    return event.startsWith("Consent ") ? "*" : (RECEIPTS.get(event)?.channel ?? "email");
  return named === "*" ? "*" : CHANNELS.find((channel) => channel === named);
}

/** Taking back a purpose that the message wasn't sent for is no answer to it. */
function isAbout({ properties }: SegmentEvent, contact: Contact, draft: ProfileDraft, context: EngineContext): boolean {
  const purpose = properties["purpose"];
  if (typeof purpose !== "string" || purpose === "*") return true;
  const action = context.actions.find((each) => each.id === contact.action && isForPerson(each, draft.person));
  return action === undefined || action.purpose === purpose;
}
