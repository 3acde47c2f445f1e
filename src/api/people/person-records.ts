import type { Decision } from "../../domain/decision.js";
import type { Delivery } from "../../domain/delivery.js";
import type { JsonObject } from "../../domain/event.js";
import type { Message } from "../../domain/message.js";
import type { PersonKey } from "../../domain/person.js";

/** What is kept of a person beside the profile: in the log, and of deliveries. Looking for it reads whole partitions: made for people, not for pages. */
export interface PersonRecords {
  /** By key, oldest first: the person's own, then those of the devices that became this person, from before they did. */
  events(person: PersonKey): AsyncIterable<JsonObject>;
  decisions(person: PersonKey): AsyncIterable<Decision>;
  /** As they were decided: what was to be said. */
  messages(person: PersonKey): AsyncIterable<Message>;
  deliveries(person: PersonKey): AsyncIterable<Delivery>;
  /** Without those of devices; this needs no reading of partitions. */
  ownDeliveries(person: PersonKey): Promise<readonly Delivery[]>;
  /** undefined: it isn't known (any more), or somebody else delivers this channel. */
  delivery(message: string): Promise<Delivery | undefined>;
  decision(person: PersonKey, id: string): Promise<Decision | undefined>;
  message(person: PersonKey, id: string): Promise<Message | undefined>;
}
