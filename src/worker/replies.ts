import type { PersonEvent } from "../domain/event.js";
import { isAnswer, isAwaited } from "../domain/slot-answer.js";
import type { Effect } from "../domain/step.js";
import { encodeAnswer } from "../domain/wire/answer.js";
import type { EventLog, LogRecord } from "../ports/event-log.js";

/** Where somebody waits for what an event decides (EventLog.request); it travels with the event when that is handed on to another profile. */
export const REPLY_HEADER = "attune-reply";

/** An answer that goes out as soon as what it says is committed. */
export interface Reply {
  readonly address: string;
  readonly payload: Uint8Array;
}

/** undefined for all events but the few that are waited for: headers are not read for each. */
export function replyAddress(record: LogRecord, event: PersonEvent): string | undefined {
  return record.internal && isAwaited(event) ? record.headers()[REPLY_HEADER] : undefined;
}

export function replyOf(address: string, effects: readonly Effect[]): Reply {
  const messages = effects.flatMap((one) => (one.kind === "message" && isAnswer(one.message) ? [one.message] : []));
  const decisions = effects.flatMap((one) => (one.kind === "decision" && isAnswer(one.decision) ? [one.decision] : []));
  return { address, payload: encodeAnswer({ messages, decisions }) };
}

/** At most once: who waits in vain asks again. */
export function send(log: Pick<EventLog, "reply">, replies: readonly Reply[]): void {
  for (const { address, payload } of replies) log.reply(address, payload).catch(() => undefined);
}
