import type { Action, Occasion } from "../domain/action.js";
import type { Message } from "../domain/message.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { ReasonCode } from "../domain/reasons.js";
import { OUTCOME } from "./learn/note-sent.js";
import { wasBought } from "./occasions/items.js";
import { ruleOf } from "./occasions/rules.js";
import { isOffered } from "./policies/index.js";

/** What happened since a message's occasion opened that takes it back before it has left; undefined: nothing. */
export function takenBack(draft: ProfileDraft, action: Action, message: Message): ReasonCode | undefined {
  const { openedAt, items, step, id } = message;
  const occasion = message.occasion as Occasion;
  if (step > 0) {
    const own = draft.read("contacts").find((contact) => contact.message === id);
    if (own !== undefined && (own.outcome & OUTCOME.goal) !== 0) return "escalation.goal-reached";
  }
  const isByAnyOrder = action.trigger.cancelOn.includes("purchase") && ruleOf(occasion).isAboutItems !== true;
  if (isByAnyOrder && draft.read("activity").lastOrder > openedAt) return "occasion.cancelled-by-purchase";
  // The words are about the first.
  const [first] = items;
  if (first === undefined || !isOffered(action, occasion)) return undefined;
  return wasBought(draft, first, openedAt + 1) ? "applicability.just-bought" : undefined;
}
