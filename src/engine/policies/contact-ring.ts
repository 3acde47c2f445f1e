import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import { type Contact, MOST_PER_WEEK } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY } from "../../domain/time.js";
import { allCaps, matches } from "./caps.js";
import { countsAsWritten } from "./frequency.js";

/** Notes a message as sent. */
export function recordContact(draft: ProfileDraft, contact: Contact, context: EngineContext): void {
  const contacts = draft.write("contacts");
  let at = contacts.length;
  while (at > 0 && (contacts[at - 1] as Contact).time > contact.time) at--;
  contacts.splice(at, 0, contact);
  boundContacts(draft, context);
}

/** The message was not sent after all. */
export function forgetContact(draft: ProfileDraft, message: string): void {
  const at = draft.read("contacts").findIndex((contact) => contact.message === message);
  if (at >= 0) draft.write("contacts").splice(at, 1);
}

/** The ring's greatest size: never less than what caps, cool-downs, pauses and a person's own wish are counted from. */
export function contactCapacity(context: EngineContext): number {
  return capacityFor(MOST_PER_WEEK, context);
}

function capacityFor(perWeek: number, context: EngineContext): number {
  return Math.max(context.limits.contacts, memoryOf(context).needed + perWeek);
}

/**
 * Lets those go that no rule will ask for again: first, from the oldest on, those of which nothing can be learnt any more, then the oldest. The
 * newest `count` of a cap decide it, the newest of a week's the person's own wish, the newest of an action its cool-down, the newest promotional one of a channel its pause: while there are
 * more than `contactCapacity`, there is always another.
 */
export function boundContacts(draft: ProfileDraft, context: EngineContext): void {
  const { perWeek } = draft.read("preferences");
  let spare = draft.read("contacts").length - capacityFor(perWeek, context);
  if (spare <= 0) return;
  const contacts = draft.write("contacts");
  const memory = memoryOf(context);
  const leaving = new Set<Contact>();
  const free = freeContacts(contacts, perWeek, context, memory);
  const { clock } = draft.read("activity");
  for (const contact of [...free.filter((one) => isSettled(one, clock, memory)), ...free]) {
    if (spare > 0 && !leaving.has(contact)) {
      leaving.add(contact);
      spare--;
    }
  }
  contacts.splice(0, contacts.length, ...contacts.filter((contact) => !leaving.has(contact)));
}

/** What must be remembered, worked out once a context. */
interface Memory {
  readonly needed: number;
  /** Actions with a cool-down. */
  readonly coolDowns: ReadonlySet<string>;
  /** Channels whose pauses begin with a message. */
  readonly pauses: ReadonlySet<Channel>;
  /** For how long a message's goal can still be reached, by action, ms. */
  readonly goals: ReadonlyMap<string, number>;
}

const memories = new WeakMap<EngineContext, Memory>();

function memoryOf(context: EngineContext): Memory {
  const known = memories.get(context);
  if (known !== undefined) return known;
  const coolDowns = new Set(context.actions.filter(({ coolDownMs }) => coolDownMs > 0).map(({ id }) => id));
  const pausing = context.occasions.silence.filter(({ mode }) => mode === "pause");
  const pauses = new Set(pausing.map(({ channel }) => channel));
  const goals = new Map<string, number>();
  for (const { id, goal } of context.actions) {
    if (goal !== undefined) goals.set(id, Math.max(goal.windowMs, goals.get(id) ?? 0));
  }
  const counts = allCaps(context).reduce((sum, cap) => sum + cap.count, 0);
  const memory = { needed: counts + coolDowns.size + pauses.size, coolDowns, pauses, goals };
  memories.set(context, memory);
  return memory;
}

/** Those that no rule will ask for, oldest first. */
function freeContacts(
  contacts: readonly Contact[],
  perWeek: number,
  context: EngineContext,
  memory: Memory,
): Contact[] {
  let wanted = perWeek;
  const caps = allCaps(context);
  const kept = caps.map(() => 0);
  const coolDowns = new Set(memory.coolDowns);
  const pauses = new Set(memory.pauses);
  const isFree = (contact: Contact): boolean => {
    let free = true;
    for (const [i, cap] of caps.entries()) {
      const sofar = kept[i] ?? 0;
      if (sofar >= cap.count || !matches(cap, contact)) continue;
      kept[i] = sofar + 1;
      free = false;
    }
    if (wanted > 0 && countsAsWritten(contact)) {
      wanted--;
      free = false;
    }
    if (coolDowns.delete(contact.action)) free = false;
    if (contact.class === "promotional" && pauses.delete(contact.channel)) free = false;
    return free;
  };
  return contacts.toReversed().filter(isFree).toReversed();
}

const GOAL_REACHED = 4;
/** Opens and clicks come within days; after that there is only the goal to wait for. */
const ANSWERS_MS = 3 * DAY;

/** Its goal was reached, or nothing can come of it any more. */
function isSettled({ action, time, outcome }: Contact, clock: number, { goals }: Memory): boolean {
  return (outcome & GOAL_REACHED) !== 0 || time + Math.max(ANSWERS_MS, goals.get(action) ?? 0) < clock;
}
