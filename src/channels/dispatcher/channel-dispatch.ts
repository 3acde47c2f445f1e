/**
 * One channel at work: read -> queue -> reserve -> check -> store "sending" -> hand over -> store what became of it, over and over.
 *
 * It must never: hand anything over before "sending" is stored, tell the log before the outcome is stored, or go on after a refused commit of a channel that
 * belongs to another. What was being sent when a dispatcher ended is a doubt for the next one.
 */
import type { Logger } from "pino";
import type { Outgoing } from "../../ports/channel.js";
import type { EventLog } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";
import type { DeliverySettings } from "../settings.js";
import type { SuppressionList } from "../suppression/index.js";
import { Bell } from "./bell.js";
import { DeliveryBook } from "./delivery-book.js";
import { entryOfOutbox } from "./delivery-events.js";
import type { Endpoint } from "./endpoint.js";
import { Intake } from "./intake.js";
import type { Retrying } from "./outcome.js";
import { type Answer, planChecked, planTurn } from "./plans.js";
import { type DeliveryRecord, lastMoment, messageOf } from "./record.js";
import { type CheckParts, SendCheck } from "./send-check.js";

export interface ChannelParts<TProfile> extends CheckParts<TProfile> {
  readonly log: EventLog;
  /** The space "deliveries". */
  readonly store: StateStore;
  readonly suppressions: Pick<SuppressionList, "find" | "add">;
  readonly settings: DeliverySettings;
  /** Deliveries not ended, at most: beyond it nothing is read. */
  readonly most: number;
  readonly endpoint: Endpoint;
  /** ms since the epoch. */
  now(): number;
  random(): number;
  readonly logger: Pick<Logger, "warn">;
}

/** Records looked at in one turn. */
const BATCH = 256;
/** Records of other channels that are read again at most after a crash. */
const UNSAVED_MOST = 2_000;
/** So long after a message was checked it may be handed over without being checked again, ms. */
const CHECKED_FOR_MS = 5_000;
/** Events told to the log at once. */
const TOLD_AT_ONCE = 512;

export class ChannelDispatch<TProfile> {
  readonly #parts: ChannelParts<TProfile>;
  readonly #book: DeliveryBook;
  readonly #intake: Intake;
  readonly #check: SendCheck<TProfile>;
  /** By message id, until what became of it is stored. */
  readonly #flying = new Map<string, Promise<void>>();
  readonly #answers: Answer[] = [];
  readonly #answered = new Bell();

  private constructor(parts: ChannelParts<TProfile>, book: DeliveryBook, intake: Intake) {
    this.#parts = parts;
    this.#book = book;
    this.#intake = intake;
    this.#check = new SendCheck(parts);
  }

  /** Takes the channel over from whoever had it. */
  static async open<T>(parts: ChannelParts<T>, owner: string): Promise<ChannelDispatch<T>> {
    const { channel, keepMs } = parts.settings;
    const book = await DeliveryBook.take(parts.store, channel, keepMs, owner);
    return new ChannelDispatch(parts, book, await Intake.open(parts.log, channel, book.read));
  }

  /**
   * One turn; waits for up to `waitMs` when there was nothing to do.
   * @returns whether there was anything
   * @throws ChannelLost, or what log and store say
   */
  async turn(waitMs: number): Promise<boolean> {
    const { now, most } = this.#parts;
    const mayRead = this.#book.pending < most;
    const fresh = mayRead ? this.#intake.take(BATCH, now()) : [];
    const due = await this.#book.due(now(), this.#flying.size + BATCH);
    const changed = await this.#advance(
      fresh,
      due.filter((message) => !this.#flying.has(message)),
    );
    if (changed) return true;
    await this.#book.trim();
    const pause = mayRead ? this.#intake.wait(waitMs) : new Promise<void>((resolve) => setTimeout(resolve, waitMs));
    await Promise.race([pause, this.#answered.rung]);
    return false;
  }

  /** Waits for what is under way, stores what became of it, and leaves. */
  async stop(): Promise<void> {
    await this.#intake.close();
    await this.#settle();
    await this.#book.trim();
  }

  /** Something went wrong: what is under way at least shall not become a doubt, where the store can still be written. */
  async abandon(): Promise<void> {
    await this.#intake.close();
    await Promise.all(this.#flying.values());
    await this.#book.catchUp();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#flying.values());
    await this.#advance([], []);
  }

  /** One commit for what is new, answered and due, one for what is handed over; then the log is told. */
  async #advance(fresh: readonly DeliveryRecord[], due: readonly string[]): Promise<boolean> {
    const { endpoint, settings, now } = this.#parts;
    const answers = [...this.#answers];
    await this.#noteAddresses(answers);
    const room = { free: endpoint.room(), pauseMs: endpoint.pauseMs() };
    const plan = planTurn(fresh, answers, due, { ...this.#retrying(), room, keepMs: settings.keepMs });
    const ids = [...fresh.map(({ message }) => message), ...answers.map(({ outgoing }) => outgoing.message.id), ...due];
    const isFar = fresh.length > 0 || this.#intake.unsaved > UNSAVED_MOST;
    const changes = await this.#book.change(ids, plan, isFar ? this.#intake.position : undefined);
    if (isFar) this.#intake.saved();
    this.#forget(answers);
    const reserved = [...changes.values()].flatMap(({ record }) => (record?.state === "reserved" ? [record] : []));
    if (reserved.length > 0) await this.#send(reserved, now());
    await this.#tell();
    return changes.size > 0;
  }

  async #send(reserved: readonly DeliveryRecord[], now: number): Promise<void> {
    const checked = new Map(
      await Promise.all(
        reserved.map(async (record) => {
          const message = messageOf(record);
          const check = message === undefined ? UNREADABLE : await this.#check.check(message, now);
          return [record.message, check] as const;
        }),
      ),
    );
    const changes = await this.#book.change([...checked.keys()], planChecked(checked, this.#retrying()));
    for (const [message, { record }] of changes) {
      const check = checked.get(message);
      if (record?.state !== "sending" || check?.verdict !== "send") continue;
      this.#flying.set(message, this.#handOver({ ...check.outgoing, attempt: record.attempts }));
    }
  }

  async #handOver(outgoing: Outgoing): Promise<void> {
    const { endpoint, now, logger } = this.#parts;
    // The last look at the clock: storing "sending" may have taken any time, and a process may have stood still.
    const time = now();
    const leftMs = lastMoment(outgoing.message) - time;
    const isFresh = time - outgoing.now <= CHECKED_FOR_MS;
    const handed = leftMs > 0 && isFresh ? await endpoint.deliver(outgoing, leftMs) : NOT_TRIED;
    if (handed.outcome === "endpoint-down") {
      const { channel } = outgoing.message;
      logger.warn(
        { channel, code: handed.code },
        "the provider refuses everything: the channel rests, then tries again",
      );
    }
    this.#answers.push({ outgoing, handed });
    this.#answered.ring();
  }

  /** What became of them is stored. */
  #forget(answers: readonly Answer[]): void {
    this.#answers.splice(0, answers.length);
    for (const { outgoing } of answers) this.#flying.delete(outgoing.message.id);
    if (this.#answers.length === 0) this.#answered.set();
  }

  /** Before the outcome is stored: a crash between the two does it again. */
  async #noteAddresses(answers: readonly Answer[]): Promise<void> {
    const { suppressions, now } = this.#parts;
    for (const { outgoing, handed } of answers) {
      const failure = handed.outcome === "rejected" ? handed.failure : undefined;
      if (failure === undefined || failure === "soft-bounce" || outgoing.address === undefined) continue;
      await suppressions.add(outgoing.message.channel, outgoing.address, failure, now());
    }
  }

  /** Tells people's profiles, by the log, what didn't become what was hoped for. */
  async #tell(): Promise<void> {
    const { log, partitions } = this.#parts;
    while (this.#book.untold.length > 0) {
      const entries = this.#book.untold.slice(0, TOLD_AT_ONCE);
      await log.append(entries.map((entry) => entryOfOutbox(entry, partitions)));
      this.#book.told(entries.length);
    }
  }

  #retrying(): Retrying {
    const { settings, endpoint, now, random } = this.#parts;
    return { settings, isIdempotent: endpoint.adapter.isIdempotent, now: now(), random };
  }
}

const NOT_TRIED = { outcome: "not-tried" } as const;
const UNREADABLE = { verdict: "withhold", code: "message.unreadable" } as const;
