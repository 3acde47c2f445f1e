import { JetStreamApiCodes, JetStreamApiError, type JetStreamManager } from "@nats-io/jetstream";
import { AttuneError } from "../../domain/errors.js";
import { anonymousPerson, knownPerson, personToken } from "../../domain/person.js";
import type { LogRecord } from "../../ports/event-log.js";
import type { NatsLink } from "./nats-link.js";
import { NatsReader } from "./nats-reader.js";
import { PERSON_HEADER, PERSONAL_TOPICS, streamOf } from "./subjects.js";

/** Secure deletes under way at once: each overwrites the message's bytes on disk (0.7 to 1.8 ms). */
const DELETES_AT_ONCE = 8;
const STALLED_AFTER_MS = 5_000;
/** nats-server's "message delete failed": what it says of a sequence that isn't held. */
const DELETE_FAILED = 10057;

/**
 * Whether a record is the person's. Attune's own entries say so in a header; a direct publisher on NATS may leave it out or lie, so of
 * events that came from outside the call itself is asked as well.
 */
function isOf(record: LogRecord, token: string, mayBeDirect: boolean): boolean {
  if (record.headers()[PERSON_HEADER] === token) return true;
  if (!mayBeDirect || record.internal) return false;
  try {
    const call: unknown = JSON.parse(Buffer.from(record.payload).toString("utf8"));
    if (typeof call !== "object" || call === null) return false;
    const { userId, anonymousId } = call as { userId?: unknown; anonymousId?: unknown };
    if (typeof userId === "string" && userId !== "") return personToken(knownPerson(userId)) === token;
    return typeof anonymousId === "string" && personToken(anonymousPerson(anonymousId)) === token;
  } catch {
    return false;
  }
}

/** The stream's records of now up to `throughSeq`, by the consumer's own count: at the end there may be only removed ones. */
async function* scan(
  link: NatsLink,
  stream: string,
  throughSeq: number,
  mayBeInternal: boolean,
): AsyncGenerator<LogRecord> {
  const reader = await NatsReader.open(link, { stream, filter: undefined }, { seq: 1 }, mayBeInternal);
  try {
    let left = reader.pendingAtStart;
    let heard = performance.now();
    while (left > 0) {
      const records = reader.take(256);
      for (const record of records) {
        if (record.seq > throughSeq) return;
        left--;
        yield record;
      }
      if (records.length > 0) heard = performance.now();
      else if (performance.now() - heard > STALLED_AFTER_MS)
        throw new AttuneError("ATTUNE_LOG_UNAVAILABLE", `scanning ${stream} stalled`);
      else await reader.wait(100);
    }
  } finally {
    await reader.close();
  }
}

async function purgeStream(
  link: NatsLink,
  stream: string,
  token: string,
  throughSeq: number,
  isEvents: boolean,
): Promise<number> {
  const found: number[] = [];
  for await (const record of scan(link, stream, throughSeq, isEvents)) {
    if (isOf(record, token, isEvents)) found.push(record.seq);
  }
  let next = 0;
  let removed = 0;
  const removeSome = async (): Promise<void> => {
    for (let seq = found[next++]; seq !== undefined; seq = found[next++]) {
      const wanted = seq;
      if (await link.call("purge", (jsm) => removeSecurely(jsm, stream, wanted))) removed++;
    }
  };
  await Promise.all(Array.from({ length: Math.min(DELETES_AT_ONCE, found.length) }, removeSome));
  return removed;
}

/** False where it was gone already. */
async function removeSecurely(jsm: JetStreamManager, stream: string, seq: number): Promise<boolean> {
  try {
    return await jsm.streams.deleteMessage(stream, seq, true);
  } catch (error) {
    if (
      error instanceof JetStreamApiError &&
      (error.code === JetStreamApiCodes.NoMessageFound || error.code === DELETE_FAILED)
    )
      return false;
    throw error;
  }
}

/** Every record of the person: events of the partition through a sequence, and all of the other topics'. */
export async function purgePerson(
  link: NatsLink,
  partition: number,
  token: string,
  throughSeq: number,
): Promise<number> {
  let removed = await purgeStream(link, streamOf("events", partition), token, throughSeq, true);
  for (const topic of PERSONAL_TOPICS) {
    removed += await purgeStream(link, streamOf(topic, undefined), token, Number.MAX_SAFE_INTEGER, false);
  }
  return removed;
}
