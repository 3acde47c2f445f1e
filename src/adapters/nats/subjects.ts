import { AttuneError } from "../../domain/errors.js";
import type { LogEntry, Topic } from "../../ports/event-log.js";

/**
 * The names of DESIGN 7. A subject is made only of fixed words, a channel of the closed list and a partition's number: no id of a person
 * and no text from outside ever stands in one (injection, memory per subject).
 */
export const CONTEXT_BUCKET = "ATTUNE_CONTEXT";
export const PERSON_HEADER = "attune-person";
export const REPLY_HEADER = "attune-reply";
const MSG_ID_HEADER = "Nats-Msg-Id";

const SHARED_STREAMS = {
  actions: "ATTUNE_ACTIONS",
  decisions: "ATTUNE_DECISIONS",
  dead: "ATTUNE_DEAD",
  items: "ATTUNE_ITEMS",
} as const;
type SharedTopic = keyof typeof SHARED_STREAMS;
export const SHARED_TOPICS: readonly SharedTopic[] = ["actions", "decisions", "dead", "items"];
/** Of these an erased person's records are taken; the catalogue's are nobody's. */
export const PERSONAL_TOPICS: readonly SharedTopic[] = ["actions", "decisions", "dead"];

const INTERNAL_SUFFIX = ".internal";

/** Events have a stream for each partition; a stream of another topic holds all partitions. */
export function streamOf(topic: Topic, partition: number | undefined): string {
  if (topic !== "events") return SHARED_STREAMS[topic];
  if (partition === undefined) throw new TypeError("events are read, counted and found by partition");
  return `ATTUNE_EVENTS_${partition}`;
}

export function subjectsOf(topic: Topic, partition: number): string[] {
  if (topic === "events") return [`attune.events.${partition}`, `attune.events.${partition}${INTERNAL_SUFFIX}`];
  return [topic === "actions" ? "attune.actions.*.*" : `attune.${topic}.*`];
}

/** What selects one partition's records within its topic's stream; undefined where the stream holds nothing else. */
export function filterOf(topic: Topic, partition: number | undefined): string | undefined {
  if (topic === "events" || partition === undefined) return undefined;
  return topic === "actions" ? `attune.actions.*.${partition}` : `attune.${topic}.${partition}`;
}

export function subjectOf(entry: LogEntry): string {
  if (entry.topic === "events")
    return entry.internal === true
      ? `attune.events.${entry.partition}${INTERNAL_SUFFIX}`
      : `attune.events.${entry.partition}`;
  if (entry.topic !== "actions") return `attune.${entry.topic}.${entry.partition}`;
  if (entry.channel === undefined) throw new TypeError("an entry of actions needs its channel");
  return `attune.actions.${entry.channel}.${entry.partition}`;
}

export function isInternalSubject(subject: string): boolean {
  return subject.endsWith(INTERNAL_SUFFIX);
}

export function isOfPartition(topic: Topic, partition: number, subject: string): boolean {
  return topic === "events" || subject.endsWith(`.${partition}`);
}

const ID = /^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/;
const HEADER_NAME = /^[\x21-\x39\x3b-\x7e]{1,128}$/;
const HEADER_VALUE = /^[\x20-\x7e]{0,8192}$/;
/** Headers that command the server (Nats-Rollup deletes, Nats-Expected-… refuses) are the adapter's alone. */
const RESERVED_HEADER = /^nats-/i;

/** Whether a header that came from outside may be shown to the rest of Attune, and be stored again (dead letters). */
export function isPlainHeader(name: string, value: string): boolean {
  return HEADER_NAME.test(name) && HEADER_VALUE.test(value) && !RESERVED_HEADER.test(name);
}

/**
 * The stored headers of an entry. The id deduplicates per topic and partition, so in a stream of many partitions the partition stands in it.
 * @throws AttuneError ATTUNE_EVENT_BAD_ID | ATTUNE_EVENT_FIELD
 */
export function headersOf(entry: LogEntry): Record<string, string[]> {
  if (!ID.test(entry.id))
    throw new AttuneError("ATTUNE_EVENT_BAD_ID", "an id in the log is 1 to 512 printable ASCII characters");
  const headers: Record<string, string[]> = {
    [MSG_ID_HEADER]: [entry.topic === "events" ? entry.id : `${entry.partition}/${entry.id}`],
  };
  if (entry.person !== undefined) {
    if (!ID.test(entry.person)) throw new AttuneError("ATTUNE_EVENT_BAD_ID", "a person's token is printable ASCII");
    headers[PERSON_HEADER] = [entry.person];
  }
  for (const name in entry.headers) {
    const value = entry.headers[name] ?? "";
    if (!isPlainHeader(name, value))
      throw new AttuneError("ATTUNE_EVENT_FIELD", "headers in the log are printable ASCII and not of NATS' own");
    headers[name] = [value];
  }
  return headers;
}
