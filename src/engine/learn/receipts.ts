import { type AnswerKind, answeredBy, answeredOn, linkOf } from "../../domain/answers.js";
import { NOTICED, POSITIVE } from "../../domain/channel-response.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { isForPerson } from "../../domain/experiment.js";
import type { Channel } from "../../domain/message.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { noteLeft, noteNoticed, notePositive, noteUnclicked, OUTCOME } from "./note-sent.js";

/** An answer that was taken for the person's, for the first time; or one that was, and is none. */
export interface Answer {
  readonly channel: Channel;
  readonly kind: "open" | "click";
  readonly time: number;
  readonly isTakenBack: boolean;
}

/**
 * Marks the message that this answers, once for each kind of answer. An open or click of a message that isn't remembered (another sender's, or an
 * import's) teaches nothing of messages; it is a sign of attention all the same.
 */
export function takeAnswer(
  draft: ProfileDraft,
  event: SegmentEvent,
  kind: AnswerKind,
  context: EngineContext,
  out: Outlet,
): Answer | undefined {
  const { at, isMachine, takesBack } = answeredBy(draft, event);
  const contact = draft.read("contacts")[at];
  if (isMachine) {
    const taken = contact !== undefined && takesBack ? takeBackClick(draft, at, contact, out) : undefined;
    if (kind === "clicked" && contact !== undefined) noteMachine(draft, event, contact);
    return taken;
  }
  if (contact === undefined) return kind === "left" ? undefined : answerOf(answeredOn(event), kind, event.time);
  if ((contact.outcome & OUTCOME[kind]) !== 0) return undefined;
  if (kind === "left") {
    if (!isAbout(event, contact, draft, context)) return undefined;
    noteLeft(contact, out);
  } else if ((contact.outcome & NOTICED) === 0) noteNoticed(contact, out);
  // What is opened alone did not work.
  if (kind === "clicked") {
    if (!hasWorked(contact)) notePositive(contact, out);
    noteLink(draft, event, contact);
  }
  draft.write("contacts")[at] = { ...contact, outcome: contact.outcome | OUTCOME[kind] };
  return kind === "left" ? undefined : answerOf(contact.channel, kind, event.time);
}

export function hasWorked({ outcome }: Contact): boolean {
  return (outcome & POSITIVE) !== 0;
}

function answerOf(
  channel: Channel | "*" | undefined,
  kind: Exclude<AnswerKind, "left">,
  time: number,
): Answer | undefined {
  if (channel === undefined || channel === "*") return undefined;
  return { channel, kind: kind === "opened" ? "open" : "click", time, isTakenBack: false };
}

/** For the next click: another link of the same message within moments is a machine's, and so was this one. */
function noteLink(draft: ProfileDraft, event: SegmentEvent, { message }: Pick<Contact, "message">): void {
  const link = linkOf(event);
  if (link === undefined) return;
  const attention = draft.write("attention");
  attention.clickedMessage = message;
  attention.clickedLink = link;
  attention.clickedAt = event.time;
}

/** A machine is at the message's links: whichever is followed next within moments is followed by it. */
function noteMachine(draft: ProfileDraft, event: SegmentEvent, { message }: Pick<Contact, "message">): void {
  if (linkOf(event) === undefined) return;
  const { clickedMessage, clickedAt } = draft.read("attention");
  const attention = draft.write("attention");
  attention.clickedMessage = message;
  attention.clickedLink = NO_LINK;
  attention.clickedAt = clickedMessage === message ? Math.max(clickedAt, event.time) : event.time;
}

/** Other than every link's hash, but for one in 2^32. */
const NO_LINK = 0;

function takeBackClick(draft: ProfileDraft, at: number, contact: Contact, out: Outlet): Answer {
  const left = { ...contact, outcome: contact.outcome & ~OUTCOME.clicked };
  draft.write("contacts")[at] = left;
  noteUnclicked(left, out);
  return { channel: contact.channel, kind: "click", time: draft.read("attention").clickedAt, isTakenBack: true };
}

/** Taking back a purpose that the message wasn't sent for is no answer to it. */
function isAbout({ properties }: SegmentEvent, contact: Contact, draft: ProfileDraft, context: EngineContext): boolean {
  const purpose = properties["purpose"];
  if (typeof purpose !== "string" || purpose === "*") return true;
  const action = context.actions.find((each) => each.id === contact.action && isForPerson(each, draft.person));
  return action === undefined || action.purpose === purpose;
}
