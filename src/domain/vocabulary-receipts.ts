import type { Channel } from "./message.js";

/** What became of a message, as channel services tell it. */
export type ReceiptKind = "delivered" | "opened" | "clicked" | "dismissed" | "bounced";

export interface Receipt {
  readonly kind: ReceiptKind;
  /** The channel that the event is of, unless its properties name another. */
  readonly channel: Channel;
}

/** By the event's canonical name. A tap on a notification is its click; a message that came into view on a site was opened. */
export const RECEIPTS: ReadonlyMap<string, Receipt> = new Map<string, Receipt>([
  ["Message Delivered", { kind: "delivered", channel: "email" }],
  ["Message Opened", { kind: "opened", channel: "email" }],
  ["Message Clicked", { kind: "clicked", channel: "email" }],
  ["Message Dismissed", { kind: "dismissed", channel: "email" }],
  ["Email Delivered", { kind: "delivered", channel: "email" }],
  ["Email Opened", { kind: "opened", channel: "email" }],
  ["Email Link Clicked", { kind: "clicked", channel: "email" }],
  ["Email Bounced", { kind: "bounced", channel: "email" }],
  ["SMS Delivered", { kind: "delivered", channel: "sms" }],
  ["SMS Link Clicked", { kind: "clicked", channel: "sms" }],
  ["SMS Rejected", { kind: "bounced", channel: "sms" }],
  ["Push Notification Received", { kind: "delivered", channel: "push" }],
  ["Push Notification Tapped", { kind: "clicked", channel: "push" }],
  ["Push Notification Bounced", { kind: "bounced", channel: "push" }],
  ["In-App Message Viewed", { kind: "opened", channel: "onsite" }],
  ["In-App Message Clicked", { kind: "clicked", channel: "onsite" }],
  ["In-App Message Dismissed", { kind: "dismissed", channel: "onsite" }],
]);
