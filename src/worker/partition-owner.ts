/**
 * The owner of one partition: read -> decode -> load -> step -> commit -> publish -> trim, over and over (DESIGN 4.2).
 *
 * It must never: acknowledge before the commit (there are no acknowledgements: the offset is in the commit), publish before the commit, write
 * another partition's state, or survive a failed commit. On any doubt it throws; its successor starts from what is stored.
 */
import { threadId } from "node:worker_threads";
import type { Engine } from "../domain/step.js";
import { sameScoringPin } from "../domain/scoring.js";
import type { EventLog, LogReader, LogRecord } from "../ports/event-log.js";
import type { Offset, StateStore } from "../ports/state-store.js";
import type { Alarm } from "./alarm.js";
import { Applier } from "./applier.js";
import { Caution } from "./caution.js";
import { Checkpoint } from "./checkpoint.js";
import type { Heartbeat } from "./heartbeat.js";
import { partsByPin } from "./parts-by-pin.js";
import { NO_PROBE, type Probe } from "./probe.js";
import { ProfileCache } from "./profile-cache.js";
import { type Forget, Publisher } from "./publisher.js";
import { reconcile } from "./reconcile.js";
import { send } from "./replies.js";
import type { WorkerSettings } from "./settings.js";
import { PartitionStatistics } from "./statistics.js";
import { tellPartitions } from "./tell-partitions.js";
import type { PinSources } from "./engine-in-force.js";
import { DueTimers } from "./due-timers.js";
import { Totals } from "./totals.js";

/** Someone else committed: this owner's memory is worthless. */
export class OwnershipLost extends Error {
  constructor(partition: number) {
    super(`partition ${partition} was taken over by another owner`);
    this.name = "OwnershipLost";
  }
}

export interface OwnerParts<TProfile> extends PinSources {
  readonly partition: number;
  readonly log: EventLog;
  readonly state: StateStore;
  readonly engine: Engine<TProfile>;
  readonly forget?: Forget;
  readonly settings: WorkerSettings;
  /** Wall clock, ms: for checkpoints and for noticing due timers; never seen by the engine. */
  now(): number;
  readonly heartbeat?: Heartbeat;
  readonly probe?: Probe;
  readonly onAlarm?: (alarm: Alarm) => void;
  /** The record that the watchdog saw at work when it ended the predecessor's thread. */
  readonly suspect?: number;
}

export class PartitionOwner<TProfile> {
  readonly #parts: OwnerParts<TProfile>;
  readonly #probe: Probe;
  readonly #stopping = new AbortController();
  readonly #publisher: Publisher;
  readonly #caution: Caution;
  readonly #cache: ProfileCache<TProfile>;
  readonly #timers: DueTimers;
  readonly #applier: Applier<TProfile>;
  #totals = new Totals();
  #statistics: PartitionStatistics;
  #reader: LogReader | undefined;
  #checkpoint: Checkpoint;
  /** The earliest moment of the next commit when there is nothing more to read, on performance.now()'s clock. */
  #commitAfter = 0;
  /** Records read but held back because the owner is being careful. */
  #held: LogRecord[] = [];

  constructor(parts: OwnerParts<TProfile>) {
    this.#parts = parts;
    const { partition, log, state, engine, settings, forget } = parts;
    this.#probe = parts.probe ?? NO_PROBE;
    this.#publisher = new Publisher(log, partition, this.#probe, this.#stopping.signal, forget);
    this.#caution = new Caution(state, partition, settings.poisonAttempts);
    this.#cache = new ProfileCache(state, engine, partition, settings.cachedProfiles);
    this.#timers = new DueTimers(log, state, partition, settings);
    this.#applier = new Applier({ ...parts, cache: this.#cache });
    this.#checkpoint = new Checkpoint({ generation: 0, seq: 0, storedAt: 0 });
    this.#statistics = new PartitionStatistics(partition, log.partitions);
  }

  /** Takes the partition over: publishes what the predecessor left, finds the place in the log, begins to read. */
  async start(): Promise<void> {
    const { partition, log, state, now } = this.#parts;
    await this.#caution.begin(this.#parts.suspect);
    const left = await state.outbox(partition);
    this.#publisher.handStored(left);
    await this.#publisher.drained();
    await this.#trim();
    const totals = await state.loadTotals(partition);
    this.#totals = new Totals(totals);
    this.#statistics = new PartitionStatistics(partition, log.partitions, await state.loadStatistics(partition));
    const { population, serving, scoring } = this.#statistics;
    if (population !== undefined) this.#applier.enter(population);
    const inForce = await this.#applier.pin({ ...(serving && { serving }), ...(scoring && { scoring }) });
    // A version is no longer there: what scores from now on has to stand in the log. It comes into force by the log again.
    if (scoring !== undefined && inForce !== undefined && !sameScoringPin(scoring, inForce))
      await tellPartitions(this.#parts, [partition], { scoring: inForce });
    const offset = await this.#agree(await state.loadOffset(partition));
    this.#checkpoint = new Checkpoint(offset);
    this.#timers.begin(now());
    this.#reader = await log.read("events", partition, { seq: offset.seq + 1, after: offset.storedAt });
  }

  /**
   * One turn: apply what is there, commit when it is time, wait for up to `waitMs` when there was nothing.
   * @returns whether anything was applied, committed, published or fired.
   */
  async turn(waitMs: number): Promise<boolean> {
    const { now, settings } = this.#parts;
    const reader = this.#opened();
    const records = await this.#nextRecords(reader);
    if (records.length > 0) await this.#apply(records);
    if (!this.#checkpoint.empty) {
      const left = this.#checkpoint.since + settings.checkpointMs - now();
      const isAwaited = this.#checkpoint.replies.length > 0;
      const isFull = this.#checkpoint.events >= settings.checkpointEvents || left <= 0;
      const full = isFull || isAwaited || this.#caution.careful;
      // Behind by whole batches: larger commits catch up sooner. Else nothing is gained by waiting, but for the pause that keeps commits
      // from taking all of a busy thread's time.
      const isBehind = reader.backlog() >= settings.batchRecords;
      const pause = isBehind ? left : Math.min(left, this.#commitAfter - performance.now());
      if (full || pause <= 0) await this.#commit();
      else if (records.length === 0) await reader.wait(Math.ceil(pause));
      return true;
    }
    if (await this.#timers.fire(now())) return true;
    if (await this.#settle()) return true;
    if (waitMs > 0) await reader.wait(Math.min(waitMs, settings.timerTickMs));
    return false;
  }

  /** Commits and publishes what is in hand, and leaves the partition in order. */
  async stop(): Promise<void> {
    if (!this.#checkpoint.empty) await this.#commit();
    await this.#publisher.drained();
    await this.#trim();
    await this.#caution.end();
    await this.#reader?.close();
  }

  /** Gives up at once, without a word to the store: what is stored is right, and the successor goes on from there. */
  async abandon(): Promise<void> {
    this.#stopping.abort();
    await this.#reader?.close().catch(() => undefined);
  }

  get offset(): Offset {
    return this.#checkpoint.next;
  }

  #opened(): LogReader {
    if (this.#reader === undefined) throw new Error("the owner was not started");
    return this.#reader;
  }

  async #agree(offset: Offset): Promise<Offset> {
    const { partition, log, state, onAlarm } = this.#parts;
    const agreement = await reconcile(log, partition, offset);
    if (agreement.kind === "agrees") return offset;
    if (agreement.kind === "gap") {
      const message = `${agreement.missing} records after sequence ${offset.seq} are no longer held`;
      onAlarm?.({ code: "ATTUNE_LOG_LOST", partition, message });
      return offset;
    }
    const message = `the log lost its tail: sequence ${offset.seq} is another record now; going on by time in generation ${agreement.offset.generation}`;
    onAlarm?.({ code: "ATTUNE_LOG_DIVERGED", partition, message });
    const fresh = new Checkpoint(offset);
    fresh.next = agreement.offset;
    this.#totals.add("generations");
    const nothing = { profiles: new Map(), statistics: new Map(), trim: [] };
    const result = await state.commit(fresh.toCommit({ partition, totals: this.#totals, ...nothing }));
    if (result === "conflict") throw new OwnershipLost(partition);
    return agreement.offset;
  }

  async #nextRecords(reader: LogReader): Promise<LogRecord[]> {
    const { settings, partition } = this.#parts;
    // Backpressure: what is committed must get out before more comes in.
    if (this.#publisher.waiting > settings.unpublishedEntries) await this.#publisher.drained();
    const room = settings.batchRecords - this.#held.length;
    const records = room > 0 ? [...this.#held, ...reader.take(room)] : this.#held;
    this.#held = [];
    const first = records[0];
    if (first === undefined) return records;
    this.#probe("after-read", partition);
    const limit = this.#caution.limit(first.seq);
    if (records.length > limit) this.#held = records.splice(limit);
    return records;
  }

  async #apply(records: readonly LogRecord[]): Promise<void> {
    const { partition, now, heartbeat } = this.#parts;
    if (this.#checkpoint.empty) this.#checkpoint.since = now();
    const decoded = records.map((record) => this.#applier.decode(record));
    const ledger = { checkpoint: this.#checkpoint, totals: this.#totals, statistics: this.#statistics };
    const only = records.length === 1 && this.#caution.careful ? records[0] : undefined;
    for (const part of partsByPin(decoded)) {
      await this.#applier.load(part);
      this.#probe("after-load", partition);
      if (only !== undefined && (await this.#caution.condemns(only.seq))) {
        this.#applier.bury(only, this.#caution.tries, ledger);
        continue;
      }
      heartbeat?.begin(partition, threadId, now());
      try {
        for (const one of part) {
          heartbeat?.at(partition, one.record.seq);
          this.#applier.apply(one, ledger);
          this.#timers.saw(one.time, now);
        }
      } finally {
        heartbeat?.end(partition);
      }
    }
    const last = records[records.length - 1] as LogRecord;
    const { generation } = this.#checkpoint.base;
    this.#checkpoint.next = { generation, seq: last.seq, storedAt: last.storedAt };
    this.#checkpoint.events += records.length;
    this.#probe("after-step", partition);
  }

  async #commit(): Promise<void> {
    const { partition, state, settings } = this.#parts;
    const done = this.#checkpoint;
    const trim = this.#publisher.takePublished();
    const began = performance.now();
    this.#probe("before-commit", partition);
    const commit = done.toCommit({
      partition,
      profiles: this.#cache.encodeChanged(),
      totals: this.#totals,
      statistics: this.#statistics.encodeChanged(),
      trim,
    });
    const result = await state.commit(commit);
    if (result === "conflict") throw new OwnershipLost(partition);
    this.#probe("after-commit", partition);
    // At least as long as the commit took, so that commits never fill more than half the time.
    const ended = performance.now();
    this.#commitAfter = ended + Math.max(ended - began, this.#parts.settings.commitPauseMs);
    this.#cache.committed();
    this.#statistics.committed();
    this.#caution.committed(done.next.seq, settings.batchRecords);
    this.#timers.committed(done.timers);
    this.#publisher.hand(done.outbound);
    send(this.#parts.log, done.replies);
    this.#checkpoint = new Checkpoint(done.next);
  }

  /** Nothing to read: let the outbox run out and take the published entries off the store. */
  async #settle(): Promise<boolean> {
    if (this.#publisher.waiting > 0) {
      await this.#publisher.drained();
      return true;
    }
    return this.#trim();
  }

  async #trim(): Promise<boolean> {
    const { partition, state } = this.#parts;
    const published = this.#publisher.takePublished();
    if (published.length === 0) return false;
    this.#probe("before-trim", partition);
    await state.trimOutbox(partition, published);
    this.#probe("after-trim", partition);
    return true;
  }
}
