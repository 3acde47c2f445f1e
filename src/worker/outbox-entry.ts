import { Packr } from "msgpackr";
import type { Channel } from "../domain/message.js";
import type { LogEntry, Topic } from "../ports/event-log.js";
import type { OutboxEntry } from "../ports/state-store.js";

/** What is done after a commit: an entry for the log, or the purge of an erased person's records. */
export type Outbound =
  | { readonly kind: "append"; readonly entry: LogEntry }
  | { readonly kind: "purge"; readonly id: string; readonly person: string; readonly throughSeq: number };

const LAYOUT = 1;
const packr = new Packr({ useRecords: false });

export function outboundId(outbound: Outbound): string {
  return outbound.kind === "append"
    ? `${outbound.entry.topic}/${outbound.entry.partition}/${outbound.entry.id}`
    : outbound.id;
}

export function encodeOutbound(outbound: Outbound): OutboxEntry {
  const fields =
    outbound.kind === "append"
      ? [
          LAYOUT,
          outbound.entry.topic,
          outbound.entry.partition,
          outbound.entry.id,
          outbound.entry.payload,
          outbound.entry.person ?? null,
          outbound.entry.channel ?? null,
          outbound.entry.internal === true,
          ...(outbound.entry.headers === undefined ? [] : [outbound.entry.headers]),
        ]
      : [LAYOUT, "purge", outbound.throughSeq, outbound.id, outbound.person];
  return { id: outboundId(outbound), bytes: packr.pack(fields) };
}

/** Only ever reads what encodeOutbound wrote into our own store. */
export function decodeOutbound(stored: OutboxEntry): Outbound {
  const fields = packr.unpack(stored.bytes) as unknown[];
  const [, topic, number, id, payload, person, channel, internal, headers] = fields;
  if (topic === "purge") {
    return { kind: "purge", id: id as string, person: payload as string, throughSeq: number as number };
  }
  const entry: LogEntry = {
    topic: topic as Topic,
    partition: number as number,
    id: id as string,
    payload: payload as Uint8Array,
    ...(person === null ? {} : { person: person as string }),
    ...(channel === null ? {} : { channel: channel as Channel }),
    ...(internal === true ? { internal: true } : {}),
    ...(headers === undefined ? {} : { headers: headers as Readonly<Record<string, string>> }),
  };
  return { kind: "append", entry };
}
