import type { EngineContext } from "../../../domain/context.js";
import type { Attention, Habit, SectionName, Sections, View } from "../../../domain/profile.js";
import type { ProfileDraft } from "../../../domain/profile-draft.js";
import { mergeActivity } from "./activity.js";
import { mergeAttention } from "./attention.js";
import { mergeConsent } from "./consent.js";
import { mergeBounces, mergeFailures, mergeTraits } from "./declared.js";
import { mergeCoupons, mergeEscalations, mergeTrials } from "./given.js";
import { mergeIntent } from "./intent.js";
import {
  mergeCart,
  mergeContacts,
  mergeItems,
  mergeLabels,
  mergeOrders,
  mergeOutOfStock,
  mergeSaved,
  mergeSeen,
} from "./lists.js";
import { mergeLoyalty } from "./loyalty.js";
import { mergePlans } from "./plans.js";
import { mergePreferences } from "./preferences.js";
import { mergeHabit, mergeInterests, mergeResponses } from "./weights.js";

/** Topics kept, each way (features/preferences.ts). */
const MOST_TOPICS = 16;

/** A profile that can be read. */
export interface Giver {
  read<K extends SectionName>(section: K): View<Sections[K]>;
}

/**
 * Takes another profile's content in: counters and points add, rings interleave by time, the stricter consent and preferences win, of traits the stronger
 * word. Where it can be, the result is the same whoever gives and whoever receives. The standing stays the receiver's: it is worked out anew from
 * what is there then.
 */
export function mergeInto(draft: ProfileDraft, from: Giver, context: EngineContext, labels: number): void {
  const { limits } = context;
  mergeActivity(draft.write("activity"), from.read("activity"), context);
  mergeInterests(draft.write("interests"), from.read("interests"), context);
  mergeHours(draft.write("hours"), draft.write("attention"), from, context);
  mergeResponses(draft.write("responses"), from.read("responses"), context);
  replace(draft.write("items"), mergeItems(draft.read("items"), from.read("items"), limits.recentItems));
  replace(draft.write("labels"), mergeLabels(draft.read("labels"), from.read("labels"), labels));
  mergeCart(draft.write("cart"), from.read("cart"), limits);
  replace(draft.write("saved"), mergeSaved(draft.read("saved"), from.read("saved"), limits.savedItems));
  replace(draft.write("orders"), mergeOrders(draft.read("orders"), from.read("orders"), limits.orders));
  replace(draft.write("contacts"), mergeContacts(draft.read("contacts"), from.read("contacts")));
  mergeConsent(draft.write("consent"), from.read("consent"), limits.consents);
  replace(draft.write("failures"), mergeFailures(draft.read("failures"), from.read("failures")));
  mergeIntent(draft.write("intent"), from.read("intent"));
  draft.write("bounces").counts = mergeBounces(draft.read("bounces").counts, from.read("bounces").counts);
  const addresses = new Set([...context.channels.values()].flatMap((policy) => policy.addressTrait ?? []));
  replace(draft.write("traits"), mergeTraits(draft.read("traits"), from.read("traits"), limits.traits, addresses));
  const received = from.read("escalations");
  const escalations = mergeEscalations(draft.read("escalations"), received, limits.escalations);
  replace(draft.write("escalations"), escalations);
  const plans = draft.write("plans");
  plans.open = mergePlans(plans.open, from.read("plans").open, received, escalations);
  plans.browseSession = Math.max(plans.browseSession, from.read("plans").browseSession);
  mergePreferences(draft.write("preferences"), from.read("preferences"), MOST_TOPICS);
  mergeLoyalty(draft.write("loyalty"), from.read("loyalty"), context.loyalty, limits);
  replace(draft.write("coupons"), mergeCoupons(draft.read("coupons"), from.read("coupons"), limits.coupons));
  replace(draft.write("trials"), mergeTrials(draft.read("trials"), from.read("trials"), limits.trials));
  replace(
    draft.write("outOfStock"),
    mergeOutOfStock(draft.read("outOfStock"), from.read("outOfStock"), limits.recentItems),
  );
  replace(draft.write("seen"), mergeSeen(draft.read("seen"), from.read("seen"), limits.seenIds));
}

/** Who has counted no hours yet takes the giver's clock with them. */
function mergeHours(hours: Habit, attention: Attention, from: Giver, context: EngineContext): void {
  const given = from.read("hours");
  if (hours.hours.length + attention.keys.length === 0) hours.offset = given.offset;
  mergeAttention(attention, from.read("attention"), hours.offset - given.offset, context);
  mergeHabit(hours, given, context);
}

function replace<T>(list: T[], by: readonly T[]): void {
  list.splice(0, list.length, ...by);
}
