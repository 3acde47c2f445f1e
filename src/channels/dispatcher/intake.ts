import type { Channel } from "../../domain/message.js";
import { decodeMessage } from "../../domain/wire/outbound.js";
import type { EventLog, LogReader } from "../../ports/event-log.js";
import type { DeliveryRecord } from "./record.js";

/** Up to where it was read: a record's sequence (0 before the first), and when the log stored it, microseconds. */
export interface Position {
  readonly seq: number;
  readonly storedAt: number;
}

/**
 * Reads one channel's messages from the topic of actions. It begins by time, not by sequence: where the log lost its tail and gives sequences out again,
 * what came after is still found.
 */
export class Intake {
  readonly #reader: LogReader;
  readonly #channel: Channel;
  readonly #begin: Position;
  #waiting: Promise<void> | undefined;
  #unsaved = 0;
  #position: Position | undefined;

  private constructor(reader: LogReader, channel: Channel, begin: Position) {
    this.#reader = reader;
    this.#channel = channel;
    this.#begin = begin;
  }

  /** @throws AttuneError ATTUNE_LOG_UNAVAILABLE */
  static async open(log: EventLog, channel: Channel, begin: Position): Promise<Intake> {
    return new Intake(await log.read("actions", undefined, { storedAt: begin.storedAt }), channel, begin);
  }

  /** Read since `saved` was called last: records of any channel. */
  get unsaved(): number {
    return this.#unsaved;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  saved(): void {
    this.#unsaved = 0;
  }

  /** New deliveries of the channel among the next records. */
  take(most: number, now: number): DeliveryRecord[] {
    const taken = this.#reader.take(most);
    const records: DeliveryRecord[] = [];
    for (const { payload, seq, storedAt } of taken) {
      // Read before: what became of it may be forgotten by now, and it would be taken for new.
      if (storedAt <= this.#begin.storedAt && seq <= this.#begin.seq) continue;
      const message = decodeMessage(payload);
      if (message?.channel !== this.#channel) continue;
      const { id, person, channel, action, expiresAt } = message;
      records.push({
        message: id,
        person,
        channel,
        action,
        state: "queued",
        attempts: 0,
        at: now,
        notBefore: now,
        expiresAt,
        code: "",
        providerId: "",
        seq,
        bytes: Uint8Array.from(payload),
        doubt: false,
      });
    }
    const last = taken.at(-1);
    if (last !== undefined) this.#position = { seq: last.seq, storedAt: last.storedAt };
    this.#unsaved += taken.length;
    return records;
  }

  /** Resolves when there is something to take, or after so long; one wait at a time. */
  wait(timeoutMs: number): Promise<void> {
    this.#waiting ??= this.#reader.wait(timeoutMs).finally(() => (this.#waiting = undefined));
    return this.#waiting;
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#waiting?.catch(() => undefined);
  }
}
