import { Packr } from "msgpackr";
import { type Delivery, isFinal, type DeliveryState } from "../../domain/delivery.js";
import type { Channel, Message } from "../../domain/message.js";
import type { PersonKey } from "../../domain/person.js";
import { decodeMessage } from "../../domain/wire/outbound.js";

/** What the store holds of a delivery. */
export interface DeliveryRecord extends Delivery {
  /** Where its message lies in the topic of actions: to try again what has ended. */
  readonly seq: number;
  /** The message as it came; gone when the delivery has ended. */
  readonly bytes: Uint8Array | undefined;
  /** An attempt may have got through: its answer was never heard. */
  readonly doubt: boolean;
}

const LAYOUT = 1;
const packr = new Packr({ useRecords: false });

export function encodeRecord(record: DeliveryRecord): Uint8Array {
  const { message, person, channel, action, state, attempts, at, notBefore, expiresAt, code, providerId } = record;
  const fields = [
    LAYOUT,
    message,
    person,
    channel,
    action,
    state,
    attempts,
    at,
    notBefore,
    expiresAt,
    code,
    providerId,
  ];
  return Uint8Array.from(packr.pack([...fields, record.seq, record.bytes ?? null, record.doubt]));
}

/** Only ever reads what encodeRecord wrote. */
export function decodeRecord(stored: Uint8Array): DeliveryRecord {
  const fields = packr.unpack(stored) as unknown[];
  const [, message, person, channel, action, state, attempts, at, notBefore, expiresAt, code, providerId, ...own] =
    fields;
  const [seq, bytes, doubt] = own;
  return {
    message: message as string,
    person: person as PersonKey,
    channel: channel as Channel,
    action: action as string,
    state: state as DeliveryState,
    attempts: attempts as number,
    at: at as number,
    notBefore: notBefore as number,
    expiresAt: expiresAt as number,
    code: code as string,
    providerId: providerId as string,
    seq: seq as number,
    bytes: bytes === null ? undefined : (bytes as Uint8Array),
    doubt: doubt === true,
  };
}

/** The message to be sent; undefined when the delivery has ended. */
export function messageOf({ bytes }: DeliveryRecord): Message | undefined {
  return bytes === undefined ? undefined : decodeMessage(bytes);
}

/** A delivery as others see it. */
export function deliveryOf({ seq: _seq, bytes: _bytes, doubt: _doubt, ...delivery }: DeliveryRecord): Delivery {
  return delivery;
}

/** On the way to a provider, ms: what is handed over later than so long before its deadline might arrive after it. */
const ON_THE_WAY_MS = 250;

/** Until when it may be handed over. */
export function lastMoment({ expiresAt }: Pick<Delivery, "expiresAt">): number {
  return expiresAt - ON_THE_WAY_MS;
}

/**
 * When the store's timer wakes for it: the next attempt, or when what is kept of it may go. That is not before its deadline: a log that tells a message
 * once more finds here that it was sent.
 */
export function dueOf({ state, at, notBefore, expiresAt }: DeliveryRecord, keepMs: number): number {
  return isFinal(state) ? Math.max(at + keepMs, expiresAt) : notBefore;
}

const RECORD = "d.";
const LIST = "p.";

export function recordKey(message: string): string {
  return `${RECORD}${message}`;
}

export function isRecordKey(key: string): boolean {
  return key.startsWith(RECORD);
}

export function messageOfKey(key: string): string {
  return key.slice(RECORD.length);
}

/** Where the ids of a person's messages on this channel stand, the oldest first. */
export function listKey(personToken: string): string {
  return `${LIST}${personToken}`;
}

export function encodeList(messages: readonly string[]): Uint8Array {
  return Buffer.from(JSON.stringify(messages));
}

export function decodeList(stored: Uint8Array | undefined): string[] {
  return stored === undefined ? [] : (JSON.parse(Buffer.from(stored).toString()) as string[]);
}
