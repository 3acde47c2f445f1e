import type { CapUse, Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { Message } from "../../domain/message.js";
import type { Cap } from "../../domain/policy.js";
import type { Contact, View } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { isAskedFor } from "./asked-for.js";
import { allCaps, matches, selectedOf } from "./caps.js";
import { lengthOf } from "./length.js";
import { ignoredCount } from "./responses.js";
import { nameOf, windowStart } from "./windows.js";

/** What is asked for is counted and not limited. */
const NO_CAPS: readonly Cap[] = [];

/** Caps and the action's cool-down, exact to the ms, from the ring of messages sent. */
export function contactPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  const { action, treatment } = option;
  if (!context.channels.has(treatment.channel)) {
    return { stage: "contact-policy", code: "contact.cap", detail: "the channel has no policy" };
  }
  const selected = selectedOf(option);
  for (const cap of isAskedFor(action, moment) ? NO_CAPS : allCaps(context)) {
    if (!matches(cap, selected)) continue;
    const used = usedOf(cap, draft, context, moment.time);
    const limit = limitOf(cap, draft, context);
    if (used < limit) continue;
    const own = cap.id.startsWith("channel.") ? "" : ` (${cap.id})`;
    return {
      stage: "contact-policy",
      code: used < cap.count ? "contact.pressure" : "contact.cap",
      detail: `${used} of ${limit} ${nameOf(cap.window)}${own}`,
    };
  }
  // The further steps of an action keep to their own waits.
  if (action.coolDownMs <= 0 || moment.step?.action === action.id) return undefined;
  const since = moment.time - action.coolDownMs;
  return draft.read("contacts").some((contact) => contact.action === action.id && contact.time > since)
    ? { stage: "contact-policy", code: "contact.cool-down", detail: `within ${lengthOf(action.coolDownMs)}` }
    : undefined;
}

/** Every cap that limits the option, as it stands at `time`. */
export function capsOf(draft: ProfileDraft, option: Option, context: EngineContext, time: number): CapUse[] {
  const selected = selectedOf(option);
  const uses: CapUse[] = [];
  for (const cap of allCaps(context)) {
    if (!matches(cap, selected)) continue;
    uses.push({ cap: cap.id, used: usedOf(cap, draft, context, time), limit: limitOf(cap, draft, context) });
  }
  return uses;
}

/**
 * A message that was decided some time ago, asked for again. Caps hold by the moments of decisions: what came before it (of another profile of theirs,
 * perhaps) counts in the window that ended then. One that was kept so long that the window has passed over it gives way to what was decided since:
 * else everything would leave at once that an outage kept.
 */
export function capAgain(
  draft: ProfileDraft,
  own: Decided,
  option: Option,
  context: EngineContext,
  moment: Moment,
): Refusal | undefined {
  if (isAskedFor(option.action, moment)) return undefined;
  const selected = selectedOf(option);
  const contacts = draft.read("contacts");
  for (const cap of allCaps(context)) {
    if (!matches(cap, selected)) continue;
    const limit = limitOf(cap, draft, context);
    const after = windowStart(cap.window, own.time, draft, context);
    const isOver = own.time <= windowStart(cap.window, moment.time, draft, context);
    let [before, since] = [0, 0];
    for (const contact of contacts) {
      if (contact.message === own.id || !matches(cap, contact)) continue;
      if (!isBefore(contact, own)) since++;
      else if (contact.time > after) before++;
    }
    if (before < limit && !(isOver && since >= limit)) continue;
    const detail = `${Math.max(before, isOver ? since : 0)} of ${limit} ${nameOf(cap.window)}`;
    return { stage: "contact-policy", code: limit < cap.count ? "contact.pressure" : "contact.cap", detail };
  }
  return undefined;
}

/** A message's id, and when it was decided. */
export type Decided = Pick<Message, "id" | "time">;

/** Of two messages of one moment (before profiles became one) just one comes before the other. */
export function isBefore(contact: View<Contact>, { id, time }: Decided): boolean {
  return contact.time < time || (contact.time === time && contact.message < id);
}

/** Messages that the cap counts, in the window that ends at `time`. */
function usedOf(cap: Cap, draft: ProfileDraft, context: EngineContext, time: number): number {
  const contacts = draft.read("contacts");
  if (contacts.length === 0) return 0;
  const after = windowStart(cap.window, time, draft, context);
  let used = 0;
  // By time, oldest first: what is before the window ends the search.
  for (let i = contacts.length - 1; i >= 0; i--) {
    const contact = contacts[i];
    if (contact === undefined || contact.time <= after) break;
    if (matches(cap, contact)) used++;
  }
  return used;
}

/** A channel's caps are lowered for who doesn't answer on it; a cap is never raised. */
function limitOf(cap: Cap, draft: ProfileDraft, context: EngineContext): number {
  const { ignored, factor } = context.pressure;
  if (factor >= 1 || cap.channel === undefined || ignoredCount(draft, cap.channel) < ignored) return cap.count;
  return Math.min(cap.count, Math.max(1, Math.ceil(cap.count * factor)));
}
