import { hash53 } from "../domain/hash.js";
import { partitionOfToken, personToken } from "../domain/person.js";
import type { ContextEvent, PersonEvent } from "../domain/event.js";
import type { CatalogueEntry } from "../domain/item.js";
import type { Effect } from "../domain/step.js";
import { encodeDeadLetter, type DeadLetter } from "../domain/wire/dead-letter.js";
import { encodeEvent } from "../domain/wire/index.js";
import { encodeEntry, entryId } from "../domain/wire/item.js";
import { encodeDecision, encodeMessage } from "../domain/wire/outbound.js";
import type { LogEntry } from "../ports/event-log.js";
import type { Outbound } from "./outbox-entry.js";
import { REPLY_HEADER } from "./replies.js";

/** Turns what a step decided into what leaves after the commit. `seq` is the record that caused it. Of a handed on event's `replyTo`: internalEvent. */
export function toOutbound(
  effect: Exclude<Effect, { kind: "dead" }>,
  partition: number,
  partitions: number,
  seq: number,
  replyTo?: string,
): Outbound {
  switch (effect.kind) {
    case "message": {
      const { message } = effect;
      const person = personToken(message.person);
      const payload = encodeMessage(message);
      return {
        kind: "append",
        entry: { topic: "actions", partition, id: message.id, payload, person, channel: message.channel },
      };
    }
    case "decision": {
      const { decision } = effect;
      const person = personToken(decision.person);
      return {
        kind: "append",
        entry: { topic: "decisions", partition, id: decision.id, payload: encodeDecision(decision), person },
      };
    }
    case "item":
      return { kind: "append", entry: catalogueEntry(effect.entry) };
    case "event":
      return internalEvent(effect.event, partitions, replyTo);
    case "purge": {
      const person = personToken(effect.person);
      return { kind: "purge", id: `purge/${person}/${seq}`, person, throughSeq: seq };
    }
  }
}

/** An event for the person's own partition: a merge, a forwarded one, a timer that has become due. `replyTo`: where somebody waits for what it decides. */
export function internalEvent(event: PersonEvent, partitions: number, replyTo?: string): Outbound & { kind: "append" } {
  const person = personToken(event.person);
  // Ids come from outside and go into a header: hash what isn't plain. The hops are part of it, so that each forwarding is its own entry.
  const plain = /^[\x21-\x7e]{1,200}$/.test(event.id)
    ? event.id
    : `h${hash53(event.id).toString(36)}${hash53(event.id, 1).toString(36)}`;
  return {
    kind: "append",
    entry: {
      topic: "events",
      partition: partitionOfToken(person, partitions),
      id: event.hops === 0 ? plain : `${plain}/${event.hops}`,
      payload: encodeEvent(event),
      person,
      internal: true,
      ...(replyTo === undefined ? {} : { headers: { [REPLY_HEADER]: replyTo } }),
    },
  };
}

/** A record of the catalogue's journal: nobody's either. */
export function catalogueEntry(entry: CatalogueEntry): LogEntry {
  return { topic: "items", partition: 0, id: entryId(entry), payload: encodeEntry(entry) };
}

/** A population snapshot or a pin for one partition: nobody's record, so that no erasure takes it away. */
export function contextEntry(event: ContextEvent, partition: number): LogEntry {
  return { topic: "events", partition, id: event.id, payload: encodeEvent(event), internal: true };
}

export function deadOutbound(letter: DeadLetter, person: string | undefined): Outbound {
  return {
    kind: "append",
    entry: {
      topic: "dead",
      partition: letter.partition,
      id: letter.id,
      payload: encodeDeadLetter(letter),
      ...(person === undefined ? {} : { person }),
    },
  };
}
