import { Packr, Unpackr } from "msgpackr";
import { ACTION_CLASSES } from "../action.js";
import type { Candidate, Decision } from "../decision.js";
import type { Message } from "../message.js";
import { isObject } from "./call.js";
import { isoTime, parseIsoTime } from "./iso-time.js";

/**
 * What leaves: messages as CloudEvents 1.0 in the JSON format (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md),
 * decisions as MessagePack. Both are deterministic: a publisher that repeats itself writes the same bytes.
 */

export const MESSAGE_TYPE = "io.attune.nba.v1";
export const MESSAGE_SOURCE = "attune";
export const MESSAGE_CONTENT_TYPE = "application/cloudevents+json";

/** UTF-8 JSON. `expiresat` is an extension attribute: after it the message is worthless and not to be sent. */
export function encodeMessage(message: Message): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      specversion: "1.0",
      id: message.id,
      source: MESSAGE_SOURCE,
      type: MESSAGE_TYPE,
      subject: message.person,
      time: isoTime(message.time),
      datacontenttype: "application/json",
      expiresat: isoTime(message.expiresAt),
      data: message,
    }),
    "utf8",
  );
}

/** undefined where the bytes are no message of this type and version. */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  let event: unknown;
  try {
    event = JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
  if (!isObject(event) || event["specversion"] !== "1.0" || event["type"] !== MESSAGE_TYPE) return undefined;
  const data = event["data"];
  if (!isObject(data) || data["id"] !== event["id"] || data["person"] !== event["subject"] || !isObject(data["copy"]))
    return undefined;
  const isWhole = MESSAGE_TEXTS.every((name) => typeof data[name] === "string") && Array.isArray(data["items"]);
  const hasTimes =
    typeof data["time"] === "number" && typeof event["time"] === "string" && typeof data["expiresAt"] === "number";
  const isSame = hasTimes && parseIsoTime(event["time"] as string) === data["time"];
  if (!isWhole || !isSame) return undefined;
  const message = { ...MESSAGE_ADDITIONS, openedAt: data["time"], ...data } as unknown as Message;
  return isKnown(message) ? message : undefined;
}

function isKnown(message: Message): boolean {
  const { subject, template, locale, facts } = message;
  return (
    ACTION_CLASSES.includes(message.class) &&
    typeof message.topic === "string" &&
    typeof subject === "string" &&
    isCount(message.step) &&
    isCount(message.version) &&
    Number.isFinite(message.openedAt) &&
    Number.isFinite(message.value) &&
    (template === undefined || typeof template === "string") &&
    (locale === undefined || typeof locale === "string") &&
    (facts === undefined || isObject(facts))
  );
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

const MESSAGE_TEXTS = ["id", "person", "channel", "decision", "action", "treatment", "occasion", "cause"] as const;
/** What came to the data later: what an older message without them counts as. The class is the one that most is asked of; it opened when it was decided. */
const MESSAGE_ADDITIONS: Pick<Message, "class" | "topic" | "step" | "subject" | "value" | "version"> = {
  class: "promotional",
  topic: "",
  step: 0,
  subject: "",
  value: 0,
  version: 0,
};

/**
 * Plain maps, no shared structures: whoever reads the topic needs nothing but MessagePack. A packer of its own, as records of others
 * must not be able to define structures in it.
 */
const packer = new Packr({ useRecords: false, variableMapSize: true });
const unpacker = new Unpackr({ useRecords: false, mapsAsObjects: true });

export function encodeDecision(decision: Decision): Uint8Array {
  // A copy: the packer writes into a buffer that it uses again.
  return Uint8Array.from(packer.pack(decision));
}

/** undefined where the bytes are no decision. Only for Attune's own topic: MessagePack of strangers is never read. */
export function decodeDecision(bytes: Uint8Array): Decision | undefined {
  let value: unknown;
  try {
    value = unpacker.unpack(bytes);
  } catch {
    return undefined;
  }
  const isDecision =
    isObject(value) &&
    typeof value["id"] === "string" &&
    typeof value["person"] === "string" &&
    Array.isArray(value["candidates"]);
  if (!isDecision) return undefined;
  const { candidates, ...rest } = value as Decision;
  return {
    ...DECISION_ADDITIONS,
    ...rest,
    candidates: candidates.map((candidate) => ({ ...CANDIDATE_ADDITIONS, ...candidate })),
  };
}

/** What came to records later, and what it was before: the highest priority was chosen, silence was no option. */
const DECISION_ADDITIONS: Pick<
  Decision,
  "subject" | "ref" | "population" | "silenceProbability" | "mode" | "segments"
> = {
  subject: "",
  ref: "",
  population: "",
  silenceProbability: 0,
  mode: "best",
  segments: [],
};
const CANDIDATE_ADDITIONS: Pick<Candidate, "relevance" | "cost" | "score" | "evidence" | "model" | "probability"> = {
  relevance: 1,
  cost: 0,
  score: 0,
  evidence: 0,
  model: "beta",
  probability: 0,
};

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
