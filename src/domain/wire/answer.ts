import { Packr, Unpackr } from "msgpackr";
import type { Decision } from "../decision.js";
import type { Message } from "../message.js";
import { decodeDecision, decodeMessage, encodeDecision, encodeMessage } from "./outbound.js";

/** What an event that somebody waits for has decided (EventLog.reply). Both are empty where it changed nothing, or was refused. */
export interface Answer {
  readonly messages: readonly Message[];
  readonly decisions: readonly Decision[];
}

const LAYOUT = 1;
const packer = new Packr({ useRecords: false, variableMapSize: true });
const unpacker = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** MessagePack: [layout, messages, decisions], each as its topic has it. */
export function encodeAnswer({ messages, decisions }: Answer): Uint8Array {
  const parts = [messages.map((one) => Buffer.from(encodeMessage(one))), decisions.map(encodeDecision)];
  return Uint8Array.from(packer.pack([LAYOUT, ...parts]));
}

/** undefined where the bytes are no answer of this layout. */
export function decodeAnswer(bytes: Uint8Array): Answer | undefined {
  let value: unknown;
  try {
    value = unpacker.unpack(bytes);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value[0] !== LAYOUT) return undefined;
  const messages = listOf(value[1], decodeMessage);
  const decisions = listOf(value[2], decodeDecision);
  return messages === undefined || decisions === undefined ? undefined : { messages, decisions };
}

/** undefined where one of them can't be read. */
function listOf<T>(parts: unknown, decode: (bytes: Uint8Array) => T | undefined): T[] | undefined {
  if (!Array.isArray(parts)) return undefined;
  const read = parts.map((part) => (part instanceof Uint8Array ? decode(part) : undefined));
  return read.includes(undefined) ? undefined : (read as T[]);
}
