import type { PersonRecords } from "../api/index.js";
import { deliveriesOf, one } from "../channels/dispatcher/index.js";
import type { Decision } from "../domain/decision.js";
import type { AttuneEvent, JsonObject } from "../domain/event.js";
import type { Message } from "../domain/message.js";
import { partitionOfPerson, type PersonKey, personToken } from "../domain/person.js";
import type { Engine } from "../domain/step.js";
import { parseEvent } from "../domain/wire/index.js";
import { decodeDecision, decodeMessage } from "../domain/wire/outbound.js";
import type { Profile } from "../engine/index.js";
import type { EventLog, LogRecord, Topic } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { readTopic } from "./read-topic.js";

export interface RecordParts {
  readonly log: EventLog;
  readonly state: StateStore;
  /** Deliveries (channels/dispatcher). */
  readonly deliveries: StateStore;
  readonly engine: Pick<Engine<Profile>, "decode">;
}

/** A person's key, and until when what is told of it is theirs: a device belongs to whoever uses it next. */
interface Whose {
  readonly person: PersonKey;
  /** ms since the epoch. */
  readonly until: number;
}

/** People's records as log and state hold them, partition by partition. */
export function personRecords({ log, state, deliveries, engine }: RecordParts): PersonRecords {
  const keysOf = async (person: PersonKey): Promise<Whose[]> => {
    const token = personToken(person);
    const [bytes] = await state.loadProfiles(partitionOfPerson(person, log.partitions), [token]);
    const linked = bytes === undefined ? [] : engine.decode(bytes).read("identity").linked;
    const before: Whose[] = [];
    for (const other of linked) {
      const until = await handedOver(log, other, person);
      if (until !== undefined) before.push({ person: other, until });
    }
    return [{ person, until: Number.POSITIVE_INFINITY }, ...before];
  };
  async function* all<T extends { readonly time: number }>(
    person: PersonKey,
    topic: Topic,
    read: (record: LogRecord, whose: PersonKey) => T | undefined,
  ): AsyncGenerator<T> {
    for (const whose of await keysOf(person)) {
      for await (const record of recordsOf(log, topic, whose.person)) {
        const found = read(record, whose.person);
        if (found !== undefined && found.time <= whose.until) yield found;
      }
    }
  }
  const decisions = (person: PersonKey): AsyncGenerator<Decision> => all(person, "decisions", decisionIn);
  const messages = (person: PersonKey): AsyncGenerator<Message> => all(person, "actions", messageIn);
  return {
    async *events(person) {
      for await (const { told } of all(person, "events", toldIn)) yield told;
    },
    decisions,
    messages,
    async *deliveries(person) {
      for (const whose of await keysOf(person)) {
        const kept = await deliveriesOf(deliveries, personToken(whose.person));
        yield* kept.filter(({ at }) => at <= whose.until);
      }
    },
    ownDeliveries: (person) => deliveriesOf(deliveries, personToken(person)),
    delivery: (message) => one(deliveries, message),
    decision: (person, id) => firstWith(decisions(person), id),
    message: (person, id) => firstWith(messages(person), id),
  };
}

async function firstWith<T extends { readonly id: string }>(
  found: AsyncIterable<T>,
  id: string,
): Promise<T | undefined> {
  for await (const each of found) if (each.id === id) return each;
  return undefined;
}

async function* recordsOf(log: EventLog, topic: Topic, person: PersonKey): AsyncGenerator<LogRecord> {
  const token = personToken(person);
  for await (const record of readTopic(log, topic, partitionOfPerson(person, log.partitions))) {
    const whose = record.headers()["attune-person"];
    // Who publishes directly may leave it out: the record itself says whose it is.
    if (whose === undefined || whose === token) yield record;
  }
}

/** When the profile of `from` was merged into this person's, if the first it was merged into is them: what came before is theirs. */
async function handedOver(log: EventLog, from: PersonKey, into: PersonKey): Promise<number | undefined> {
  for await (const record of recordsOf(log, "events", from)) {
    const event = eventOf(record);
    if (event?.type === "merge" && event.from === from && event.person === from)
      return event.into === into ? event.time : undefined;
  }
  return undefined;
}

/** What was told of the person. What Attune noted for itself (timers, merges) says nothing more. */
function toldIn(record: LogRecord, whose: PersonKey): { time: number; told: JsonObject } | undefined {
  const event = eventOf(record);
  if (event === undefined || event.type === "context" || event.person !== whose) return undefined;
  if (event.type === "timer" || event.type === "merge" || event.type === "erase") return undefined;
  return { time: event.time, told: { ...event, time: new Date(event.time).toISOString() } as unknown as JsonObject };
}

function eventOf({ payload, storedAt, internal }: LogRecord): AttuneEvent | undefined {
  const parsed = parseEvent(payload, { storedAtMs: Math.floor(storedAt / 1_000), internal });
  return parsed.ok ? parsed.event : undefined;
}

function decisionIn({ payload }: LogRecord, whose: PersonKey): Decision | undefined {
  const decision = decodeDecision(payload);
  return decision?.person === whose ? decision : undefined;
}

function messageIn({ payload }: LogRecord, whose: PersonKey): Message | undefined {
  const message = decodeMessage(payload);
  return message?.person === whose ? message : undefined;
}
