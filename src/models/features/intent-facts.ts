import type { ItemTally } from "../../domain/item-tally.js";
import type { Activity, View } from "../../domain/profile.js";
import { MINUTE } from "../../domain/time.js";
import { RECEIPTS } from "../../domain/vocabulary-receipts.js";
import type { IntentMoment } from "./feature.js";

/** What kind of event it is, as far as intent goes. */
export const EVENT_KINDS = [
  "page",
  "search",
  "list",
  "view",
  "cart",
  "removal",
  "save",
  "checkout",
  "order",
  "answer",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

const KINDS: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  ["Products Searched", "search"],
  ["Product List Viewed", "list"],
  ["Product List Filtered", "list"],
  ["Promotion Clicked", "list"],
  ["Product Clicked", "view"],
  ["Product Viewed", "view"],
  ["Content Viewed", "view"],
  ["Product Added", "cart"],
  ["Wishlist Product Added to Cart", "cart"],
  ["Cart Viewed", "cart"],
  ["Product Removed", "removal"],
  ["Product Added to Wishlist", "save"],
  ["Checkout Started", "checkout"],
  ["Checkout Step Viewed", "checkout"],
  ["Checkout Step Completed", "checkout"],
  ["Payment Info Entered", "checkout"],
  ["Coupon Entered", "checkout"],
  ["Coupon Applied", "checkout"],
  ["Order Completed", "order"],
  ...[...RECEIPTS].flatMap(([name, { kind }]) =>
    kind === "clicked" || kind === "opened" ? [[name, "answer"] as const] : [],
  ),
]);

/** What several features of one moment share. */
export interface IntentFacts {
  readonly activity: View<Activity>;
  readonly tally: ItemTally;
  readonly kind: EventKind | undefined;
  /** The profile's clock, ms. */
  readonly now: number;
  /** The same on the clock that the person's hours are counted by. */
  readonly localTime: number;
}

let last: { readonly of: IntentMoment; readonly facts: IntentFacts } | undefined;

/** Of the moment asked for last they are kept: a row is read feature by feature. */
export function factsOf(moment: IntentMoment): IntentFacts {
  if (last?.of === moment) return last.facts;
  const { draft, event } = moment;
  const activity = draft.read("activity");
  const kind = event.type === "page" || event.type === "screen" ? "page" : KINDS.get(event.name);
  const now = activity.clock;
  const localTime = Math.max(0, now + draft.hoursOffset() * MINUTE);
  const facts = { activity, tally: draft.tallyItems(activity.sessionStart), kind, now, localTime };
  last = { of: moment, facts };
  return facts;
}
