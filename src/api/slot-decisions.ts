import { onsiteMessage } from "../channels/inbox/index.js";
import { AttuneError, isAttuneError } from "../domain/errors.js";
import type { Message } from "../domain/message.js";
import { partitionOfToken, type PersonKey, personToken } from "../domain/person.js";
import { slotEventId } from "../domain/slot-answer.js";
import type { Engine } from "../domain/step.js";
import { type Answer, decodeAnswer } from "../domain/wire/answer.js";
import { normaliseCall } from "../domain/wire/index.js";
import type { Profile } from "../engine/index.js";
import type { Words } from "../ports/channel.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { onsiteJson } from "./onsite-json.js";
import type { SlotAnswerJson } from "./schemas/onsite.js";
import type { Visitor } from "./visitor.js";

export interface SlotDecisionsParts {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly engine: Pick<Engine<Profile>, "decode">;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Makes a question's id: unique. */
  readonly newId: () => string;
}

export interface SlotQuestion {
  readonly visitor: Visitor;
  readonly slot: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  /** The caller's name. */
  readonly source: string;
  readonly timeoutMs: number;
}

/** Asks what to show in a slot, and waits: an event like any other, answered when what it decided is committed (DESIGN 4.5). */
export class SlotDecisions {
  readonly #parts: SlotDecisionsParts;

  constructor(parts: SlotDecisionsParts) {
    this.#parts = parts;
  }

  /** @throws AttuneError ATTUNE_ANSWER_LATE | ATTUNE_USER_TOKEN | what is wrong with the event | what the log or state lacks */
  async decide(question: SlotQuestion): Promise<SlotAnswerJson> {
    const { visitor, slot } = question;
    if (!visitor.isTrusted && (await this.#isMerged(visitor.person))) throw notTheirs();
    const { messages, decisions } = await this.#ask(question);
    const [message] = messages;
    const [decision] = decisions;
    // It was merged into another's while it asked.
    if (!visitor.isTrusted && decision !== undefined && decision.person !== visitor.person) throw notTheirs();
    return {
      slot,
      decision: decision?.id ?? null,
      reason: decision?.reason ?? null,
      message: message === undefined ? null : onsiteJson(onsiteMessage(message, wordsOf(message))),
    };
  }

  async #ask({ visitor, slot, properties, context, source, timeoutMs }: SlotQuestion): Promise<Answer> {
    const { log, now, newId } = this.#parts;
    const call = {
      type: "track",
      event: "Slot Requested",
      ...visitor.ids,
      properties: { ...properties, slot },
      context,
    };
    const checked = normaliseCall(call, { receivedAt: now(), source, newId: () => slotEventId(newId()) });
    if (!checked.ok) throw new AttuneError(checked.code, checked.message);
    const { id, token, payload } = checked;
    const partition = partitionOfToken(token, log.partitions);
    const entry = { topic: "events", partition, id, payload, person: token, internal: true } as const;
    const answer = decodeAnswer(await this.#request(entry, timeoutMs));
    if (answer === undefined) throw new AttuneError("ATTUNE_INTERNAL", "the answer can't be read");
    return answer;
  }

  async #request(entry: Parameters<EventLog["request"]>[0], timeoutMs: number): Promise<Uint8Array> {
    const began = performance.now();
    try {
      return await this.#parts.log.request(entry, timeoutMs);
    } catch (error) {
      const isLate = isAttuneError(error, "ATTUNE_LOG_UNAVAILABLE") && performance.now() - began >= timeoutMs - 1;
      throw isLate ? new AttuneError("ATTUNE_ANSWER_LATE", `no answer within ${timeoutMs} ms`) : error;
    }
  }

  async #isMerged(person: PersonKey): Promise<boolean> {
    const { state, engine, log } = this.#parts;
    const token = personToken(person);
    const [bytes] = await state.loadProfiles(partitionOfToken(token, log.partitions), [token]);
    return bytes !== undefined && engine.decode(bytes).read("identity").forwardedTo !== undefined;
  }
}

/** The words as the engine chose them: a place on a page has a layout of its own. */
function wordsOf({ copy: { title, body, url } }: Message): Words {
  return { title, text: body, ...(url === undefined ? {} : { url }) };
}

function notTheirs(): AttuneError {
  return new AttuneError(
    "ATTUNE_USER_TOKEN",
    "this id belongs to another person now: ask with their userId and userToken",
  );
}
