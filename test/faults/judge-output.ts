import { decodeDecision } from "../../src/domain/wire/outbound.js";
import { callOf, type Expectation } from "./expectation.js";
import type { StoredRecord, Streams } from "./log-truth.js";
import type { Notes } from "./notes.js";

/** What left: every message once, every decision recorded, and in the dead letters what belongs there. */

interface CloudEvent {
  readonly id: string;
  readonly data: {
    readonly action: string;
    readonly cause: string;
    readonly person: string;
    readonly decision: string;
    readonly recommendations?: readonly unknown[];
  };
}

export interface JudgedMessages {
  readonly count: number;
  /** Messages that recommend something. */
  readonly recommending: number;
  readonly faults: { readonly messagesLost: number; readonly messagesDouble: number; readonly decisionsLost: number };
}

export function judgeMessages(streams: Streams, expected: Expectation, notes: Notes): JudgedMessages {
  const messages = streams.actions.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString("utf8")) as CloudEvent);
  // A thank-you is owed for each order, a reminder to each leaver: one key for each.
  const owed = new Set([
    ...[...expected.orders].map((id) => `thank-you ${id}`),
    ...[...expected.leavers].map((key) => `cart-reminder ${key}`),
  ]);
  const sent = new Map<string, number>();
  for (const { data } of messages) {
    const key = data.action === "thank-you" ? `thank-you ${data.cause}` : `${data.action} ${data.person}`;
    sent.set(key, (sent.get(key) ?? 0) + 1);
  }
  const lost = [...owed].filter((key) => !sent.has(key));
  const unasked = [...sent].filter(([key]) => !owed.has(key));
  const repeated = [...sent].filter(([key, times]) => owed.has(key) && times > 1);
  notes.add("message lost", lost);
  notes.add(
    "message that nothing called for",
    unasked.map(([key]) => key),
  );
  notes.add(
    "message sent more than once",
    repeated.map(([key]) => key),
  );

  const decisions = new Set(streams.decisions.map(({ bytes }) => decodeDecision(bytes)?.id));
  const undecided = messages.filter(({ data }) => !decisions.has(data.decision));
  notes.add(
    "message without its decision",
    undecided.map(({ id }) => id),
  );
  const extra =
    unasked.reduce((sum, [, times]) => sum + times, 0) + repeated.reduce((sum, [, times]) => sum + times - 1, 0);
  const decisionsLost = undecided.length;
  const recommending = messages.filter(({ data }) => data.recommendations !== undefined).length;
  return {
    count: messages.length,
    recommending,
    faults: { messagesLost: lost.length, messagesDouble: extra, decisionsLost },
  };
}

export interface DeadCall {
  readonly count: number;
  readonly faults: { readonly deadUnexpected: number };
}

/** Every poisonous call once, with its code; nothing else. */
export function judgeDead(
  records: readonly StoredRecord[],
  poison: ReadonlyMap<string, string>,
  notes: Notes,
): DeadCall {
  const left = new Map(poison);
  const unexpected: string[] = [];
  for (const { bytes } of records) {
    const letter = JSON.parse(Buffer.from(bytes).toString("utf8")) as { code: string; payload: string; reason: string };
    const id = callOf(Buffer.from(letter.payload, "base64")).messageId;
    if (left.get(id) === letter.code) left.delete(id);
    else unexpected.push(`${id} ${letter.code} ${letter.reason}`);
  }
  notes.add("dead letter that should not be", unexpected);
  notes.add("not in the dead letters", [...left.keys()]);
  return { count: records.length, faults: { deadUnexpected: unexpected.length + left.size } };
}

/** The catalogue's journal names every product that was met, in whatever order and however often. */
export function judgeItems(
  { items }: Streams,
  { products }: Expectation,
  notes: Notes,
): { readonly itemsLost: number } {
  const known = new Set(
    items.map(({ bytes }) => (JSON.parse(Buffer.from(bytes).toString("utf8")) as { readonly id?: string }).id),
  );
  const lost = [...products].filter((id) => !known.has(id));
  notes.add("product that the catalogue was not told of", lost);
  return { itemsLost: lost.length };
}
