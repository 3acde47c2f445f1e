import type { JsonObject } from "../../../domain/event.js";
import { moneyOf } from "../../../domain/fields.js";
import { productsOf } from "../../../domain/product.js";
import { actionsFor, groupsFor, refOf } from "../groups.js";
import { given } from "../items.js";
import { momentOf } from "../moment.js";
import { plan, seedOf, speakAtOnce } from "../opening.js";
import { PLAN_ITEMS } from "../plans.js";
import type { Heard, OccasionRule } from "../rule.js";
import { toldOf } from "../told.js";

/** Any event, by its name and a condition. Its subject: the name. */
export const anyEvent: OccasionRule = {
  occasion: "event",
  waits: "time",
  about: given,
};

/** A condition is part of what the occasion is: where none holds, there is no occasion, and no record of a decision. */
export function openEvent(heard: Heard): void {
  const { draft, event, groups, context } = heard;
  const products = productsOf(event.properties);
  const seed = seedOf(heard, {
    subject: event.name,
    items: products.slice(0, PLAN_ITEMS).map((product) => product.id),
    value: valueOf(event.properties),
    told: toldOf(event.properties, products),
  });
  for (const group of groupsFor(groups, "event")) {
    const ref = refOf(group, event.name);
    if (group.waitMs > 0) {
      plan(heard, anyEvent, group, ref, seed);
      continue;
    }
    const actions = actionsFor(group, group.actions, event.name, draft.person);
    if (actions.length === 0) continue;
    const moment = momentOf(draft, anyEvent, ref, event.id, seed, event, context);
    const view = heard.viewOf(draft, context, moment);
    if (actions.some(({ trigger }) => trigger.when?.holds(view) ?? true))
      speakAtOnce(heard, group, { moment, actions });
  }
}

function valueOf(properties: JsonObject): number {
  for (const name of ["revenue", "total", "value", "price"]) {
    const value = moneyOf(properties[name]);
    if (value !== undefined) return value;
  }
  return 0;
}
