import type { EngineContext } from "../../../domain/context.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { purchaseHistoryOf } from "../../../domain/purchase-history.js";
import type { PurchaseHistory, PurchaseTimingModel } from "../../../domain/scoring.js";
import { HOUR } from "../../../domain/time.js";
import { type Group, groupsFor } from "../groups.js";
import { nothing } from "../items.js";
import { takePlan } from "../plans.js";
import type { Heard, OccasionRule } from "../rule.js";
import { schedule, scheduled } from "../schedule.js";

/** Occasions that the purchase-timing model dates: without one in force there are none. */

/** When it opens, ms; infinity: never. As of the last order: until another comes, time alone changes nothing. */
type Dating = (model: PurchaseTimingModel, history: PurchaseHistory, context: EngineContext) => number;

/** A date that moved by less is the same. */
const SAME = HOUR;
const NEVER = Number.POSITIVE_INFINITY;

/** The person's next order is to be expected, by the rhythm of their orders. */
export const nextOrderDue: OccasionRule = dated("next-order-due", (model, history, { occasions }) => {
  const { orders, lastOrder } = history;
  if (orders < occasions.nextOrderOrders) return NEVER;
  const interval = model.outlook(history, lastOrder).nextOrder - lastOrder;
  // The lead before, but not before half of the time has passed.
  return lastOrder + Math.max(interval - occasions.nextOrderLeadMs, interval / 2);
});

/** It has become unlikely that they still are a customer: against how likely it was right after their last order, which differs between people. */
export const churnRisk: OccasionRule = dated("churn-risk", (model, history, { occasions }) => {
  const { alive } = model.outlook(history, history.lastOrder);
  return model.aliveUntil(history, alive * occasions.churnRisk);
});

function dated(occasion: "next-order-due" | "churn-risk", dating: Dating): OccasionRule {
  const dateOf = (draft: ProfileDraft, context: EngineContext): number => {
    const model = context.scoring.purchaseTiming;
    const history = model && purchaseHistoryOf(draft);
    return model === undefined || history === undefined ? NEVER : dating(model, history, context);
  };
  const arrange = ({ draft, event, context, out }: Heard, group: Group): void => {
    const at = dateOf(draft, context);
    if (at === NEVER || at + group.waitMs <= draft.read("activity").clock) return;
    if (!schedule(draft, group, scheduled(group, "", { at, opened: event.id }), context))
      out.reason("occasion.too-many");
  };
  return {
    occasion,
    waits: "time",
    onOrder(heard) {
      for (const group of groupsFor(heard.groups, occasion)) {
        takePlan(heard.draft, occasion, group.ref);
        arrange(heard, group);
      }
    },
    // Of those whose last order came before there was a model.
    onVisit(heard) {
      const { draft, groups, context } = heard;
      if (context.scoring.purchaseTiming === undefined) return;
      for (const group of groupsFor(groups, occasion))
        if (!draft.isPlanned(occasion, group.ref) && !isSaid(draft, group)) arrange(heard, group);
    },
    about: nothing,
    /** By an order of the past that was told since, or by another version of the model. */
    moved(draft, plan, group, context) {
      const at = dateOf(draft, context);
      return at < NEVER && at > plan.openedAt + SAME ? scheduled(group, "", { at, opened: plan.opened }) : undefined;
    },
    /** By the model in force by now it never comes; or it came while another date of it was waited for. */
    gone(draft, _plan, group, context) {
      const isOff = context.scoring.purchaseTiming !== undefined && dateOf(draft, context) === NEVER;
      return isOff || isSaid(draft, group) ? "occasion.emptied" : undefined;
    },
  };
}

/** Since the last order: that is said once, whatever later versions of the model make of its date. */
function isSaid(draft: ProfileDraft, { actions }: Group): boolean {
  const { lastOrder } = draft.read("activity");
  return draft.read("contacts").some(({ time, action }) => time > lastOrder && actions.some(({ id }) => id === action));
}
