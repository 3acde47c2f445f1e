import type { OrderRecord, Plan, View } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { DAY } from "../../../domain/time.js";
import { type Group, groupsFor, refOf } from "../groups.js";
import { given } from "../items.js";
import { takePlan } from "../plans.js";
import type { Heard, OccasionRule } from "../rule.js";
import { schedule, scheduled } from "../schedule.js";

/** Items of one person that are waited for at a time: those that run out first. */
const MOST_ITEMS = 5;

/** Something that is used up will be soon: by the person's own rhythm of buying it and by its category's. Its subject: the category. */
export const replenishmentDue: OccasionRule = {
  occasion: "replenishment-due",
  waits: "time",
  isAboutItems: true,
  onOrder(heard) {
    const { draft, event, groups, context } = heard;
    const orders = draft.read("orders");
    const order = orders.at(-1);
    if (order === undefined) return;
    const { replenishment, replenishmentLeadMs } = context.occasions;
    for (const item of order.items) {
      // An order that is told late: they have bought it again since.
      if (orders.some((other) => other.time > order.time && other.items.includes(item))) continue;
      const subject = categoryOf(draft, item);
      const interval = intervalOf(orders, item, replenishment.get(subject));
      // It opens the lead before the next order would come, but not before half of the time has passed.
      const at = interval === undefined ? 0 : order.time + Math.max(interval - replenishmentLeadMs, interval / 2);
      for (const group of groupsFor(groups, "replenishment-due")) {
        takePlan(draft, group.occasion, refOf(group, item));
        if (interval === undefined) continue;
        wait(heard, group, scheduled(group, item, { at, opened: event.id, subject, items: [item] }));
      }
    }
  },
  about: given,
};

function wait({ draft, context, out }: Heard, group: Group, plan: Plan): void {
  if (plan.due <= draft.read("activity").clock) return;
  const waiting = draft.read("plans").open.filter((other) => other.kind === plan.kind);
  const ofGroup = waiting.filter(({ ref }) => ref.startsWith(`${group.ref}-`));
  if (ofGroup.length >= MOST_ITEMS) {
    const last = ofGroup.reduce((a, b) => (b.due > a.due ? b : a));
    if (last.due <= plan.due) return;
    takePlan(draft, last.kind, last.ref);
  }
  if (!schedule(draft, group, plan, context)) out.reason("occasion.too-many");
}

/**
 * How long it will last, ms: the geometric mean of the times between the person's own orders of it and of what is usual for its category, which counts as one
 * more; a second order within a day is the same purchase. Few intervals say little: on UCI's Online Retail (59,351 of a person and an item) half of the next orders come within 17 days of it, and within 21 of the
 * median of their own. undefined: neither is known.
 */
export function intervalOf(
  orders: readonly View<OrderRecord>[],
  item: string,
  usual: number | undefined,
): number | undefined {
  const times = orders.filter((order) => order.items.includes(item)).map((order) => order.time);
  times.sort((a, b) => a - b);
  const gaps = times.slice(1).flatMap((time, i) => {
    const gap = time - (times[i] as number);
    return gap >= DAY ? [gap] : [];
  });
  if (usual !== undefined) gaps.push(usual);
  return gaps.length === 0 ? undefined : Math.exp(gaps.reduce((sum, gap) => sum + Math.log(gap), 0) / gaps.length);
}

function categoryOf(draft: ProfileDraft, item: string): string {
  return draft.read("items").findLast((known) => known.id === item && known.category !== "")?.category ?? "";
}
