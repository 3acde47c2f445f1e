import { isSameAddress } from "../../channels/suppression/index.js";
import type { AddressFailure, Delivery } from "../../domain/delivery.js";
import type { JsonObject } from "../../domain/event.js";
import type { Channel } from "../../domain/message.js";
import type { PersonKey } from "../../domain/person.js";
import type { ReceiptKind } from "../../domain/vocabulary-receipts.js";
import type { PersonLog, Statement } from "../people/person-log.js";

/** What a provider tells of a message that it has taken. */
export interface Receipt {
  /** The provider's own id of what it tells: told again, it is the same event. */
  readonly id: string;
  /** Our message's id; "": the provider doesn't know it. */
  readonly message: string;
  /** Whose it is, where a service says so of messages that Attune doesn't deliver itself. */
  readonly person?: PersonKey;
  readonly channel?: Channel;
  readonly kind: ReceiptKind | "complained" | "unsubscribed";
  /** bounced: "hard-bounce" or "soft-bounce". */
  readonly failure?: AddressFailure;
  /** The provider's code; no personal data. */
  readonly code?: string;
  /** Where it was sent to, for the suppression list. */
  readonly address?: string;
  /** The provider has signed it. What anybody may have written (a mail) is believed of the message's own address alone. */
  readonly isSigned: boolean;
  /** clicked: which link. */
  readonly link?: string;
  /** ms since the epoch. */
  readonly time: number;
}

export interface ReceiptParts {
  readonly said: PersonLog;
  readonly deliveries: { delivery(message: string): Promise<Delivery | undefined> };
  /** Where the person is reached on the channel now. */
  readonly addressOf: (person: PersonKey, channel: Channel) => Promise<string | undefined>;
  /** The address isn't to be written to any more. */
  readonly suppress: (channel: Channel, address: string, failure: AddressFailure, time: number) => Promise<void>;
}

const BOUNCED: Readonly<Partial<Record<Channel, string>>> = {
  email: "Email Bounced",
  sms: "SMS Rejected",
  push: "Push Notification Bounced",
};

/** Makes receipts events of the person whose message it was. */
export class Receipts {
  readonly #parts: ReceiptParts;

  constructor(parts: ReceiptParts) {
    this.#parts = parts;
  }

  /**
   * @param source who tells it
   * @returns whether it is known whose message it was
   * @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_STATE_UNAVAILABLE
   */
  async take(receipt: Receipt, source: string): Promise<boolean> {
    const { said, deliveries } = this.#parts;
    const delivery = receipt.message === "" ? undefined : await deliveries.delivery(receipt.message);
    const channel = delivery?.channel ?? receipt.channel ?? "email";
    await this.#suppress(receipt, channel, delivery?.person);
    const person = delivery?.person ?? receipt.person;
    if (person === undefined) return false;
    const event = statementOf(receipt, channel);
    if (event !== undefined) await said.say(person, source, [event]);
    return true;
  }

  async #suppress(
    { kind, failure: told, address, isSigned, time }: Receipt,
    channel: Channel,
    person: PersonKey | undefined,
  ): Promise<void> {
    const failure = kind === "complained" ? "complaint" : told;
    if (address === undefined || (failure !== "hard-bounce" && failure !== "complaint")) return;
    const { suppress, addressOf } = this.#parts;
    const known = person === undefined ? undefined : await addressOf(person, channel);
    const isTheirs = known !== undefined && isSameAddress(channel, known, address);
    if (isSigned || isTheirs) await suppress(channel, address, failure, time);
    // As the profile spells it: so it is looked up before the next message.
    if (isTheirs) await suppress(channel, known, failure, time);
  }
}

function statementOf(receipt: Receipt, channel: Channel): Statement | undefined {
  const event = eventName(receipt.kind, channel);
  if (event === undefined) return undefined;
  const { id, time, message, code, link, failure } = receipt;
  const properties: JsonObject = {
    channel,
    ...(message === "" ? {} : { message_id: message }),
    ...(code === undefined ? {} : { code }),
    ...(link === undefined ? {} : { link }),
    ...(receipt.kind === "bounced" ? { bounce_type: failure === "hard-bounce" ? "hard" : "soft" } : {}),
  };
  return { type: "track", event, properties, id, time };
}

function eventName(kind: Receipt["kind"], channel: Channel): string | undefined {
  switch (kind) {
    case "delivered":
      return "Message Delivered";
    case "opened":
      return "Message Opened";
    case "clicked":
      return "Message Clicked";
    case "dismissed":
      return "Message Dismissed";
    case "bounced":
      return BOUNCED[channel];
    case "complained":
      return channel === "email" ? "Email Marked as Spam" : "Unsubscribed";
    case "unsubscribed":
      return "Unsubscribed";
  }
}
