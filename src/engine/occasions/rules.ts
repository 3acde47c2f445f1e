import type { Occasion } from "../../domain/action.js";
import { browseAbandoned, cartAbandoned } from "./kinds/abandonments.js";
import { birthday } from "./kinds/birthday.js";
import { frequentBrowsing } from "./kinds/browsing.js";
import { newCollection } from "./kinds/collections.js";
import { anyEvent } from "./kinds/events.js";
import { formAbandoned } from "./kinds/forms.js";
import { backInStock, priceDrop } from "./kinds/item-news.js";
import { nearNextTier, pointsExpiring } from "./kinds/loyalty.js";
import { orderPlaced, orderStatus } from "./kinds/orders.js";
import { churnRisk, nextOrderDue } from "./kinds/purchase-timing.js";
import { replenishmentDue } from "./kinds/replenishment.js";
import { sendRequested, slotRequested } from "./kinds/requests.js";
import { savedReminder } from "./kinds/saved.js";
import { searchWithoutResult } from "./kinds/searches.js";
import { segmentEntered, segmentLeft } from "./kinds/segments.js";
import { silence } from "./kinds/silence.js";
import { tagAssigned } from "./kinds/tags.js";
import { visit } from "./kinds/visits.js";
import type { OccasionRule } from "./rule.js";

/** Every occasion. Where one event opens several, those further up are decided first (open.ts), and each decision finds the caps as the one before left them. */
export const RULES: readonly OccasionRule[] = [
  slotRequested,
  sendRequested,
  orderPlaced,
  orderStatus,
  anyEvent,
  searchWithoutResult,
  formAbandoned,
  cartAbandoned,
  browseAbandoned,
  priceDrop,
  backInStock,
  savedReminder,
  newCollection,
  replenishmentDue,
  nextOrderDue,
  tagAssigned,
  nearNextTier,
  pointsExpiring,
  birthday,
  segmentEntered,
  segmentLeft,
  silence,
  churnRisk,
  frequentBrowsing,
  visit,
];

const BY_OCCASION: ReadonlyMap<string, OccasionRule> = new Map(RULES.map((rule) => [rule.occasion, rule]));

export function ruleOf(occasion: Occasion): OccasionRule {
  return BY_OCCASION.get(occasion) as OccasionRule;
}
