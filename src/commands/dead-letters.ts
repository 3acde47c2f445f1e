import { randomUUID } from "node:crypto";
import { readTopic } from "../app/read-topic.js";
import { AttuneError } from "../domain/errors.js";
import { SEGMENT_CALL_TYPES } from "../domain/event.js";
import { partitionOfToken, personToken } from "../domain/person.js";
import { type DeadLetter, decodeDeadLetter, normaliseCall } from "../domain/wire/index.js";
import type { EventLog } from "../ports/event-log.js";

/** Reading and retrying dead letters. They are few: a search reads them all. */

export interface FoundLetter {
  readonly seq: number;
  readonly letter: DeadLetter;
}

async function* allLetters(log: EventLog): AsyncGenerator<FoundLetter> {
  for await (const { seq, payload } of readTopic(log, "dead")) {
    const letter = decodeDeadLetter(payload);
    if (letter !== undefined) yield { seq, letter };
  }
}

/** The newest letters, newest first, and how many there are in all (with the code, where one is given). */
export async function readLetters(
  log: EventLog,
  count: number,
  code?: string,
): Promise<{ total: number; letters: FoundLetter[] }> {
  let letters: FoundLetter[] = [];
  let total = 0;
  for await (const found of allLetters(log)) {
    if (code !== undefined && found.letter.code !== code) continue;
    total++;
    letters.push(found);
    if (letters.length >= 2 * count) letters = letters.slice(-count);
  }
  return { total, letters: letters.slice(-count).reverse() };
}

/** The newest letter with this id. */
export async function findLetter(log: EventLog, id: string): Promise<FoundLetter | undefined> {
  let newest: FoundLetter | undefined;
  for await (const found of allLetters(log)) if (found.letter.id === id) newest = found;
  return newest;
}

/**
 * Appends the original again under an id of its own, so that the log's deduplication lets it in. A call that can be read now is routed by
 * its own person; anything else goes where it was, and the worker says once more what is wrong with it.
 */
export async function retryLetter(log: EventLog, letter: DeadLetter): Promise<{ retryId: string; partition: number }> {
  if (letter.originalBytes !== undefined) {
    throw new AttuneError(
      "ATTUNE_EVENT_TOO_LARGE",
      `only the first ${letter.payload.byteLength} of ${letter.originalBytes} bytes are kept`,
    );
  }
  const again = letter.internal === true ? undefined : readAgain(letter);
  const token = again?.token ?? (letter.internal === true ? letter.headers?.["attune-person"] : undefined);
  // A record of Attune's own goes back where it was.
  const partition = again?.token === undefined ? letter.partition : partitionOfToken(again.token, log.partitions);
  const retryId = `${letter.id}:retry:${randomUUID().slice(0, 8)}`;
  await log.append([
    {
      topic: "events",
      partition,
      id: retryId,
      payload: again?.payload ?? letter.payload,
      ...(token === undefined ? {} : { person: token }),
      ...(letter.internal === true ? { internal: true } : {}),
      headers: { "attune-retry-of": letter.id },
    },
  ]);
  return { retryId, partition };
}

/** Whose call it is, and its bytes: the collector's letters name the type that the call's route gave it, which the call itself may lack. */
function readAgain(letter: DeadLetter): { token?: string; payload?: Uint8Array } {
  const type = SEGMENT_CALL_TYPES.find((each) => each === letter.headers?.["type"]);
  let call: unknown;
  try {
    call = JSON.parse(Buffer.from(letter.payload).toString("utf8"));
  } catch {
    return {};
  }
  const how = { receivedAt: letter.time, source: letter.source ?? "retry", newId: randomUUID };
  const normal = normaliseCall(call, type === undefined ? how : { ...how, type });
  const token = normal.person === undefined ? {} : { token: personToken(normal.person) };
  return normal.ok && type !== undefined ? { ...token, payload: normal.payload } : token;
}
