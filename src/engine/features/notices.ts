import { answeredBy } from "../../domain/answers.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { type Receipt, RECEIPTS } from "../../domain/vocabulary-receipts.js";
import { forgetBounces, noteSoftBounce } from "./bounces.js";
import { channelOf, isHardBounce, markFailed } from "./channels.js";
import { MARKETING, sourceOf, state, takeStatement } from "./consent.js";
import { bookPoints } from "./loyalty.js";
import { setPreferences } from "./preferences.js";
import { countResponse, takeBackResponse } from "./responses.js";
import { notePrice } from "./prices.js";
import { noteStock } from "./stock.js";
import { aboutProduct, doing, type Handler } from "./tracks.js";
import { setTag } from "./traits.js";

/** What channel services, servers and settings pages tell: no visit of the person. */
export const NOTICES: readonly (readonly [string, Handler])[] = [
  ...[...RECEIPTS].map(([name, receipt]) => [name, takeReceipt(receipt)] as const),
  [
    "Email Marked as Spam",
    doing((draft, event, context) => {
      const { time } = event;
      state(draft, { purpose: MARKETING, channel: "email", granted: false, time, source: sourceOf(event) }, context);
    }),
  ],
  ["Unsubscribed", doing((draft, event, context) => takeStatement(draft, event, false, "email", context))],
  ["Consent Denied", doing((draft, event, context) => takeStatement(draft, event, false, "*", context))],
  ["Consent Revoked", doing((draft, event, context) => takeStatement(draft, event, false, "*", context))],
  ["Consent Granted", doing((draft, event, context) => takeStatement(draft, event, true, "email", context))],
  ["Preferences Updated", doing((draft, event) => setPreferences(draft, event.properties, event))],
  ["Tag Assigned", doing((draft, event, context, out) => setTag(draft, event, true, context, out))],
  ["Tag Removed", doing((draft, event, context, out) => setTag(draft, event, false, context, out))],
  ["Points Earned", doing((draft, event, context) => bookPoints(draft, "earned", event, context))],
  ["Points Redeemed", doing((draft, event, context) => bookPoints(draft, "redeemed", event, context))],
  ["Points Adjusted", doing((draft, event, context) => bookPoints(draft, "adjusted", event, context))],
  ["Service Case Opened", doing(openCase)],
  ["Service Case Closed", doing(closeCase)],
  ["Product Out of Stock", aboutProduct(stocked(false))],
  ["Product Back in Stock", aboutProduct(stocked(true))],
  ["Product Price Dropped", aboutProduct((draft, product, { time }) => notePrice(draft, product, time))],
  ["Collection Launched", nothing],
  ["Order Updated", nothing],
  ["Order Shipped", nothing],
  ["Order Delivered", nothing],
  ["Order Cancelled", nothing],
  ["Order Refunded", nothing],
];

const DELIVERED = { isMachine: false, takesBack: false } as const;

function takeReceipt({ kind, channel: usual }: Receipt): Handler {
  return doing((draft, event, context) => {
    const channel = channelOf(event.properties, usual);
    if (channel === undefined || kind === "dismissed") return;
    if (kind === "bounced") {
      if (isHardBounce(event.properties)) markFailed(draft, channel, event.time);
      else noteSoftBounce(draft, channel, event.time);
      return;
    }
    // Whoever opened it, the address works.
    forgetBounces(draft, channel);
    const { isMachine, takesBack } = kind === "delivered" ? DELIVERED : answeredBy(draft, event);
    if (!isMachine) countResponse(draft, channel, kind, event.time, context);
    else if (takesBack) takeBackResponse(draft, channel, "clicked", event.time, context);
  });
}

function stocked(isThere: boolean): Parameters<typeof aboutProduct>[0] {
  return (draft, product, { time }, context) => {
    noteStock(draft, product.id, isThere, context);
    notePrice(draft, product, time);
  };
}

/** Of several open cases the first counts. */
function openCase(draft: ProfileDraft, { time }: SegmentEvent): void {
  const { serviceOpened } = draft.read("activity");
  if (serviceOpened === 0 || time < serviceOpened) draft.write("activity").serviceOpened = time;
}

/** A closing that is told late is of an older case. */
function closeCase(draft: ProfileDraft, { time }: SegmentEvent): void {
  const { serviceOpened } = draft.read("activity");
  if (serviceOpened !== 0 && time >= serviceOpened) draft.write("activity").serviceOpened = 0;
}

/** It is for the occasions. */
function nothing(): boolean {
  return false;
}
