import type { EngineContext } from "../../../domain/context.js";
import type { ProfileDraft, SectionName, Sections, View } from "../../../domain/profile.js";
import { mergeActivity } from "./activity.js";
import { mergeConsent, mergeFailures, mergePlans, mergeTraits } from "./declared.js";
import { mergeCart, mergeContacts, mergeItems, mergeLabels, mergeOrders, mergeSaved, mergeSeen } from "./lists.js";
import { mergeHabit, mergeInterests, mergeResponses } from "./weights.js";

/** A profile that can be read. */
export interface Giver {
  read<K extends SectionName>(section: K): View<Sections[K]>;
}

/**
 * Takes another profile's content in: counters add, rings interleave by time, the stricter consent wins, the later declared trait wins.
 * Where it can be, the result is the same whoever gives and whoever receives.
 */
export function mergeInto(draft: ProfileDraft, from: Giver, context: EngineContext, labels: number): void {
  const { limits } = context;
  mergeActivity(draft.write("activity"), from.read("activity"), context);
  mergeInterests(draft.write("interests"), from.read("interests"), context);
  mergeHabit(draft.write("hours"), from.read("hours"), context);
  mergeResponses(draft.write("responses"), from.read("responses"), context);
  replace(draft.write("items"), mergeItems(draft.read("items"), from.read("items"), limits.recentItems));
  replace(draft.write("labels"), mergeLabels(draft.read("labels"), from.read("labels"), labels));
  mergeCart(draft.write("cart"), from.read("cart"), limits);
  replace(draft.write("saved"), mergeSaved(draft.read("saved"), from.read("saved"), limits.savedItems));
  replace(draft.write("orders"), mergeOrders(draft.read("orders"), from.read("orders"), limits.orders));
  replace(draft.write("contacts"), mergeContacts(draft.read("contacts"), from.read("contacts")));
  replace(draft.write("consent"), mergeConsent(draft.read("consent"), from.read("consent")));
  replace(draft.write("failures"), mergeFailures(draft.read("failures"), from.read("failures")));
  const addresses = new Set([...context.channels.values()].flatMap((policy) => policy.addressTrait ?? []));
  replace(draft.write("traits"), mergeTraits(draft.read("traits"), from.read("traits"), limits.traits, addresses));
  const plans = draft.write("plans");
  plans.open = mergePlans(plans.open, from.read("plans").open);
  plans.browseSession = Math.max(plans.browseSession, from.read("plans").browseSession);
  replace(draft.write("seen"), mergeSeen(draft.read("seen"), from.read("seen"), limits.seenIds));
}

function replace<T>(list: T[], by: readonly T[]): void {
  list.splice(0, list.length, ...by);
}
