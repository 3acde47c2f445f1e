import type { Action, Occasion } from "../../domain/action.js";
import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ReasonCode } from "../../domain/reasons.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { View } from "../../domain/view.js";
import { isOwned } from "./owned.js";
import { brokenRule } from "./rules.js";

/** Here the items are what was ordered or asked for, not what is offered. */
const NOT_OFFERED: ReadonlySet<Occasion> = new Set(["order-placed", "order-status", "send-requested"]);
/** Here the items are on offer whatever the action's class: "your coffee runs out" is no service while there is no coffee. */
const OFFERED: ReadonlySet<Occasion> = new Set([
  "cart-abandoned",
  "browse-abandoned",
  "frequent-browsing",
  "replenishment-due",
  "price-drop",
  "back-in-stock",
  "saved-reminder",
  "new-collection",
]);

/** Does it make sense now: is there anything left to say it about, and is it not being said already. */
export function applicabilityPolicy(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  view: View,
): Refusal | undefined {
  const { action } = option;
  const { items } = moment;
  if (items.length === 0) {
    if (moment.justBought) return refused("applicability.just-bought");
  } else if (isOffered(action, moment.occasion)) {
    if (action.class === "promotional" && moment.occasion !== "replenishment-due") {
      if (items.every((item) => isOwned(draft, item, context))) return refused("applicability.owned");
    }
    const gone = draft.read("outOfStock");
    if (gone.length > 0 && items.every((item) => gone.includes(item))) return refused("applicability.out-of-stock");
  }
  if (moment.step?.action !== action.id && draft.read("escalations").some((open) => open.action === action.id)) {
    return refused("applicability.in-progress");
  }
  return brokenRule(action.policy.applicability, view, "applicability");
}

/** Whether the items are on offer, rather than what was ordered or asked for. */
export function isOffered(action: Action, occasion: Occasion): boolean {
  if (NOT_OFFERED.has(occasion) || action.class === "transactional") return false;
  return action.class === "promotional" || OFFERED.has(occasion);
}

function refused(code: ReasonCode): Refusal {
  return { stage: "applicability", code };
}
