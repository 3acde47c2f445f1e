import { type AddressFailure, UNDELIVERED, type Undelivered } from "../../domain/delivery.js";
import type { DeliveryEvent } from "../../domain/event.js";
import { partitionOfToken, personToken } from "../../domain/person.js";
import { encodeEvent, parseEvent } from "../../domain/wire/index.js";
import type { LogEntry } from "../../ports/event-log.js";
import type { OutboxEntry } from "../../ports/state-store.js";
import type { DeliveryRecord } from "./record.js";

/**
 * What a person's profile is told of a delivery that didn't become what was hoped for, or came back. Its id is made of the message and the outcome: it
 * is applied once, however often it is told.
 */
export function deliveryEvent(
  { message, person, channel }: Pick<DeliveryRecord, "message" | "person" | "channel">,
  outcome: Undelivered,
  { time, code, failure }: { readonly time: number; readonly code: string; readonly failure?: AddressFailure },
): DeliveryEvent {
  const id = `delivery/${message}/${outcome}`;
  const event = { type: "delivery", id, person, time, hops: 0, message, channel, outcome, code } as const;
  return failure === undefined ? event : { ...event, failure };
}

/** For the log: the person's own partition, as an event of Attune's own. */
export function deliveryEntry(event: DeliveryEvent, partitions: number): LogEntry {
  const person = personToken(event.person);
  return {
    topic: "events",
    partition: partitionOfToken(person, partitions),
    id: event.id,
    payload: encodeEvent(event),
    person,
    internal: true,
  };
}

/** Waits in the store beside the delivery until the log has it; undefined where nothing is to be told: it was sent. */
export function outboxEntryOf(record: DeliveryRecord, failure: AddressFailure | undefined): OutboxEntry | undefined {
  const outcome = UNDELIVERED.find((each) => each === record.state);
  if (outcome === undefined) return undefined;
  const { code, at: time } = record;
  const event = deliveryEvent(record, outcome, { time, code, ...(failure === undefined ? {} : { failure }) });
  // What was tried again by hand may end twice: two entries of one event.
  return { id: `${event.id}/${time}`, bytes: encodeEvent(event) };
}

/** Only ever reads what outboxEntryOf wrote. */
export function entryOfOutbox({ id, bytes }: OutboxEntry, partitions: number): LogEntry {
  const parsed = parseEvent(bytes, { storedAtMs: 0, internal: true });
  if (!parsed.ok || parsed.event.type !== "delivery") throw new TypeError(`"${id}" in the outbox is no delivery event`);
  return deliveryEntry(parsed.event, partitions);
}
