import type { Channel, Message } from "../../src/domain/message.js";
import type { Outgoing } from "../../src/ports/channel.js";

/** A message as it leaves, good for an hour from now. */
export function outgoingFor(channel: Channel, id: string, more: OutgoingChanges = {}): Outgoing {
  const { message, ...rest } = more;
  const now = Date.now();
  return {
    message: { ...messageFor(channel, id, now), ...message },
    address: undefined,
    words: { title: "Your basket", text: "The lamp is still in it.", url: "https://shop.example.com/cart" },
    locale: "en",
    unsubscribeUrl: "https://shop.example.com/u/token",
    preferencesUrl: "https://shop.example.com/p/token",
    attempt: 1,
    now,
    ...rest,
  };
}

export type OutgoingChanges = Partial<Omit<Outgoing, "message">> & { readonly message?: Partial<Message> };

function messageFor(channel: Channel, id: string, time: number): Message {
  return {
    id,
    person: "u:ann",
    channel,
    decision: `d-${id}`,
    action: "cart-reminder",
    treatment: `cart-${channel}`,
    occasion: "cart-abandoned",
    cause: `e-${id}`,
    time,
    expiresAt: time + 3_600_000,
    copy: { title: "Your basket", body: "The lamp is still in it." },
    class: "promotional",
    topic: "reminders",
    step: 0,
    items: ["lamp"],
    subject: "",
    openedAt: time,
    value: 12,
    version: 0,
  };
}
