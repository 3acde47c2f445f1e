import type { Channel } from "../../domain/message.js";
import { deviceCall, serverCall, type Person, type ShopCall } from "../population/index.js";
import type { Sent } from "./sender.js";

type Receipt = "opened" | "clicked" | "left";

/** How channel services name it. A tap on a push message is its click; nobody tells that it was noticed. */
const EVENTS: Readonly<Record<Channel, Readonly<Partial<Record<Receipt, string>>>>> = {
  email: { opened: "Email Opened", clicked: "Email Link Clicked", left: "Unsubscribed" },
  sms: { clicked: "SMS Link Clicked", left: "Unsubscribed" },
  push: { clicked: "Push Notification Tapped", left: "Unsubscribed" },
  onsite: { opened: "In-App Message Viewed", clicked: "In-App Message Clicked", left: "Unsubscribed" },
  webhook: {},
};

/** What the channel's service tells of an answer; undefined: it tells nothing. */
export function receiptOf(person: Person, { id, channel }: Sent, receipt: Receipt, now: number): ShopCall | undefined {
  const event = EVENTS[channel][receipt];
  if (event === undefined) return undefined;
  const properties = { message_id: id, ...(receipt === "left" ? { channel } : {}) };
  const name = `${receipt}-${id}`;
  const { device } = person.situation.here;
  if (channel === "onsite" && device !== undefined) return deviceCall(person, device, name, now, { event, properties });
  const userId = person.account?.userId;
  return userId === undefined ? undefined : serverCall(person, userId, name, now, event, properties);
}
