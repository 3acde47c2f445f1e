import type { OrderRecord, Plan, View } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { type Group, groupsFor, refOf } from "../groups.js";
import { given } from "../items.js";
import { takePlan } from "../plans.js";
import type { Heard, OccasionRule } from "../rule.js";
import { schedule, scheduled } from "../schedule.js";

/** Items of one person that are waited for at a time: those that run out first. */
const MOST_ITEMS = 5;

/** Something that is used up will be soon: by the person's own rhythm of buying it, else by its category's. Its subject: the category. */
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
      const interval = ownInterval(orders, item) ?? replenishment.get(subject);
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

/** The median time between the person's own orders of it, where they ordered it twice or more, ms. */
export function ownInterval(orders: readonly View<OrderRecord>[], item: string): number | undefined {
  const times = orders.filter((order) => order.items.includes(item)).map((order) => order.time);
  times.sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
  gaps.sort((a, b) => a - b);
  const middle = gaps.length >> 1;
  const upper = gaps[middle];
  if (upper === undefined) return undefined;
  return gaps.length % 2 === 1 ? upper : (upper + (gaps[middle - 1] as number)) / 2;
}

function categoryOf(draft: ProfileDraft, item: string): string {
  return draft.read("items").findLast((known) => known.id === item && known.category !== "")?.category ?? "";
}
