import type { Candidate, Decision } from "../domain/decision.js";
import type { Message } from "../domain/message.js";
import { REASONS } from "../domain/reasons.js";
import { type DeadLetter, decodeDeadLetter, isoTime } from "../domain/wire/index.js";
import { decodeDecision, decodeMessage } from "../domain/wire/outbound.js";
import type { LogRecord, Topic } from "../ports/event-log.js";
import { safeText } from "./report.js";

/** How records of the outgoing topics are shown: readable lines for people, full records for programs. */

interface Tail<T> {
  readonly topic: Topic;
  decode(bytes: Uint8Array): T | undefined;
  lines(record: T): string[];
  json(record: T): object;
}

function tail<T extends object>(
  topic: Topic,
  decode: Tail<T>["decode"],
  lines: Tail<T>["lines"],
  json: Tail<T>["json"],
): Tail<object> {
  return { topic, decode, lines: (record) => lines(record as T), json: (record) => json(record as T) };
}

export const TAILS = {
  messages: tail("actions", decodeMessage, messageLines, (message) => message),
  decisions: tail("decisions", decodeDecision, decisionLines, (decision) => decision),
  dead: tail("dead", decodeDeadLetter, deadLines, deadFields),
} as const satisfies Record<string, Tail<object>>;

export type TailName = keyof typeof TAILS;

export function shownRecord(what: TailName, record: LogRecord, asJson: boolean): string[] {
  const { decode, lines, json } = TAILS[what];
  const value = decode(record.payload);
  if (value === undefined)
    return asJson ? [JSON.stringify({ seq: record.seq, unreadable: true })] : [`${record.seq} unreadable`];
  return asJson ? [JSON.stringify(json(value))] : lines(value);
}

function messageLines(message: Message): string[] {
  const { time, channel, person, action, treatment, copy } = message;
  return [
    `${isoTime(time)} ${channel.padEnd(7)} ${safeText(person)}  ${action}/${treatment}  "${safeText(copy.title)}"`,
  ];
}

export function decisionLines(decision: Decision): string[] {
  const { id, time, person, occasion, subject, reason, candidates, contextVersion } = decision;
  const what = subject === "" ? occasion : `${occasion} (${safeText(subject)})`;
  return [
    `${isoTime(time)} ${safeText(person)}  ${what}: ${saidOf(decision)}: ${REASONS[reason] ?? reason}`,
    ...candidates.map(candidateLine),
    `    decision ${safeText(id)}, configuration ${contextVersion}`,
  ];
}

function saidOf({ outcome, winner, until }: Decision): string {
  if (outcome === "message") return `says ${winner ?? ""}`;
  return outcome === "held" && until !== undefined ? `waits until ${isoTime(until)}` : "says nothing";
}

function candidateLine(candidate: Candidate): string {
  const { action, treatment, channel, stage, code, detail, p, c, v, l, priority, score } = candidate;
  const factors =
    priority > 0
      ? `  P ${round(p)} · C ${round(c)} · V ${round(v)} · L ${round(l)} = ${round(priority)}, score ${round(score)}`
      : "";
  const why = detail === undefined ? (REASONS[code] ?? code) : safeText(detail);
  return `  ${stage === "emitted" ? "+" : "-"} ${channel.padEnd(7)} ${action}/${treatment}  ${stage} ${code}: ${why}${factors}`;
}

function round(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}

function deadLines(letter: DeadLetter): string[] {
  return [`${isoTime(letter.time)} ${safeText(letter.id)}  ${letter.code}: ${safeText(letter.reason)}`];
}

/** The payload as text where it is some, else in base64. */
export function deadFields(letter: DeadLetter): Record<string, unknown> {
  const { payload, time, ...rest } = letter;
  const text = Buffer.from(payload).toString("utf8");
  const isText = !text.includes("\ufffd");
  return {
    ...rest,
    time: isoTime(time),
    ...(isText ? { payload: text } : { payloadBase64: Buffer.from(payload).toString("base64") }),
  };
}
