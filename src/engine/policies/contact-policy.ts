import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Contact, ProfileDraft } from "../../domain/profile.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";

/**
 * Rolling caps and cool-downs, exact to the ms, from the ring of messages sent. A message at `time` and one `windowMs` before it are not in
 * one window. Messages later than now (after two profiles became one) count too: a window around them would hold both.
 */
export function contactPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const { action, treatment } = option;
  const contacts = draft.read("contacts");
  const cap = context.channels.get(treatment.channel)?.cap;
  if (cap === undefined) return { stage: "contact-policy", code: "contact.cap", detail: "the channel has no policy" };
  const sent = contacts.filter(
    (contact) => contact.channel === treatment.channel && contact.time > moment.time - cap.windowMs,
  ).length;
  if (sent >= cap.count) {
    return {
      stage: "contact-policy",
      code: "contact.cap",
      detail: `${sent} of ${cap.count} in ${lengthOf(cap.windowMs)}`,
    };
  }
  const again = contacts.some(
    (contact) => contact.action === action.id && contact.time > moment.time - action.coolDownMs,
  );
  return action.coolDownMs > 0 && again
    ? { stage: "contact-policy", code: "contact.cool-down", detail: `within ${lengthOf(action.coolDownMs)}` }
    : undefined;
}

/** Notes a message as sent. */
export function recordContact(draft: ProfileDraft, contact: Contact, context: EngineContext): void {
  const contacts = draft.write("contacts");
  let at = contacts.length;
  while (at > 0 && (contacts[at - 1] as Contact).time > contact.time) at--;
  contacts.splice(at, 0, contact);
  boundContacts(draft, context);
}

/** The ring's size: never less than what caps and cool-downs are counted from. */
export function contactCapacity(context: EngineContext): number {
  let needed = context.actions.filter((action) => action.coolDownMs > 0).length;
  for (const policy of context.channels.values()) needed += policy.cap.count;
  return Math.max(context.limits.contacts, needed);
}

/**
 * Lets the oldest go that no rule will ask for again. The newest `count` of a channel decide its cap and the newest of an action its
 * cool-down: there is always another one while there are more than `contactCapacity`.
 */
export function boundContacts(draft: ProfileDraft, context: EngineContext): void {
  const spare = draft.read("contacts").length - contactCapacity(context);
  if (spare <= 0) return;
  const contacts = draft.write("contacts");
  const needed = neededContacts(contacts, context);
  let dropped = 0;
  draft
    .write("contacts")
    .splice(0, contacts.length, ...contacts.filter((contact) => needed.has(contact) || ++dropped > spare));
}

function neededContacts(contacts: readonly Contact[], context: EngineContext): Set<Contact> {
  const needed = new Set<Contact>();
  const perChannel = new Map<string, number>();
  const actions = new Set(context.actions.filter((action) => action.coolDownMs > 0).map((action) => action.id));
  for (const contact of contacts.toReversed()) {
    const sent = perChannel.get(contact.channel) ?? 0;
    if (sent < (context.channels.get(contact.channel)?.cap.count ?? 0)) needed.add(contact);
    perChannel.set(contact.channel, sent + 1);
    if (actions.delete(contact.action)) needed.add(contact);
  }
  return needed;
}

/** For people: "7 days". */
function lengthOf(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY} days`;
  if (ms % HOUR === 0) return `${ms / HOUR} hours`;
  return ms % MINUTE === 0 ? `${ms / MINUTE} minutes` : `${ms} ms`;
}
