import type { Decision } from "../../domain/decision.js";
import type { Message } from "../../domain/message.js";
import { decodeDecision, decodeMessage } from "../../domain/wire/outbound.js";
import type { EventLog, LogReader } from "../../ports/event-log.js";

/** One decision and what came of it. */
export interface Shown {
  readonly decision: Decision;
  readonly message: Message;
}

/** Decisions remembered until their message has come by. */
const REMEMBERED = 5_000;
const CHUNK = 500;
/** One decision stays on the screen for so long: people read it. */
const HOLD_MS = 4_000;

/** Follows decisions and messages as any reader of the log can, and picks one recent decision to show. */
export class Showcase {
  readonly #decisions: LogReader;
  readonly #messages: LogReader;
  readonly #recent = new Map<string, Decision>();
  #shown: Shown | undefined;
  #since = 0;

  private constructor(decisions: LogReader, messages: LogReader) {
    this.#decisions = decisions;
    this.#messages = messages;
  }

  static async open(log: EventLog): Promise<Showcase> {
    const [decisions, messages] = await Promise.all([
      log.read("decisions", undefined, { seq: (await log.bounds("decisions")).last + 1 }),
      log.read("actions", undefined, { seq: (await log.bounds("actions")).last + 1 }),
    ]);
    return new Showcase(decisions, messages);
  }

  /** Takes in what is there, and returns the decision to show, undefined before the first. */
  look(): Shown | undefined {
    for (const record of drain(this.#decisions)) {
      const decision = decodeDecision(record);
      if (decision?.outcome !== "message") continue;
      this.#recent.set(decision.id, decision);
      const [oldest] = this.#recent.keys();
      if (this.#recent.size > REMEMBERED && oldest !== undefined) this.#recent.delete(oldest);
    }
    for (const record of drain(this.#messages)) {
      const message = decodeMessage(record);
      const decision = message === undefined ? undefined : this.#recent.get(message.decision);
      if (message === undefined || decision === undefined) continue;
      // The richest story among the recent ones: most candidates.
      const isDue = performance.now() - this.#since > HOLD_MS;
      if (!isDue && decision.candidates.length <= (this.#shown?.decision.candidates.length ?? 0)) continue;
      this.#shown = { decision, message };
      this.#since = performance.now();
    }
    return this.#shown;
  }

  async close(): Promise<void> {
    await Promise.all([this.#decisions.close(), this.#messages.close()]);
  }
}

function* drain(reader: LogReader): Generator<Uint8Array> {
  for (let records = reader.take(CHUNK); records.length > 0; records = reader.take(CHUNK)) {
    for (const record of records) yield record.payload;
  }
}
