import type { PersonEvent } from "../domain/event.js";
import type { Engine, StepResult } from "../domain/step.js";
import { isAskedReview, parseTimerId, timerEventId } from "../domain/timer.js";
import type { EventLog, LogRecord } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import type { Alarm } from "./alarm.js";
import { Applier, type Decoded } from "./applier.js";
import { Checkpoint, type Ledger } from "./checkpoint.js";
import { DueQueue } from "./due-queue.js";
import type { PinSources } from "./engine-in-force.js";
import { ProfileCache } from "./profile-cache.js";
import { partsByPin } from "./parts-by-pin.js";
import { PartitionStatistics, withoutEmpty } from "./statistics.js";
import { Totals } from "./totals.js";

const BATCH = 512;
const WAIT_MS = 1_000;
/** So many waits without a record mean that the log holds no more, whatever its bounds said. */
const WAITS = 10;
const CACHED_PROFILES = 10_000;

export interface ReplayOptions<TProfile> extends PinSources {
  /** The last record that is replayed; left out: the log's end. */
  readonly throughSeq?: number;
  /** Only events of this time or before, ms. */
  readonly untilTime?: number;
  /**
   * Under another configuration other timers are set than the log's. With this time (ms), the replay fires its own: at the places in the log at
   * which timers were fired, those due by then, and those due by this time at the end. Left out: the log's own timer events, as they stand.
   */
  readonly ownTimersUntil?: number;
  /** Only the records of these people (tokens), and those of which the log doesn't say whose they are. */
  readonly people?: ReadonlySet<string>;
  /** What profiles hand over when they are merged, by the event's id, in place of what the log has. */
  readonly handedOver?: ReadonlyMap<string, Uint8Array>;
  /** Hears of pins that can't be resolved: from there on it can differ from what was live. */
  readonly onAlarm?: (alarm: Alarm) => void;
  readonly onStep?: (event: PersonEvent, result: StepResult<TProfile>) => void;
  readonly onProgress?: (events: number) => void;
}

/** What a partition's events add up to when they are run again. */
export interface Replayed {
  readonly profiles: ReadonlyMap<string, Uint8Array>;
  readonly timers: ReadonlyMap<string, number>;
  /** By group, those that hold anything; the population snapshot and the pin in force. */
  readonly statistics: ReadonlyMap<string, Uint8Array>;
  readonly events: number;
}

/**
 * Runs a partition's events again, from the first that the log holds, with the live owner's own code, into a fresh state. Nothing leaves: what
 * the events sent on stands in the log already. Holds the partition's encoded profiles in memory.
 */
export async function replayPartition<TProfile>(
  log: EventLog,
  engine: Engine<TProfile>,
  partition: number,
  options: ReplayOptions<TProfile> = {},
): Promise<Replayed> {
  const replay = new Replay(log, engine, partition, options);
  const { first, last, count } = await log.bounds("events", partition);
  const through = Math.min(options.throughSeq ?? last, last);
  if (first <= through) {
    const reader = await log.read("events", partition, { seq: first });
    try {
      // Where the newest records were erased, the last sequence never comes.
      for (let seq = 0, taken = 0, waits = 0; seq < through && taken < count && waits < WAITS; ) {
        const read = reader.take(BATCH);
        const records = read.filter((record) => record.seq <= through);
        taken += read.length;
        if (records.length === 0) {
          await reader.wait(WAIT_MS);
          waits++;
          continue;
        }
        waits = 0;
        await replay.take(records);
        seq = records[records.length - 1]?.seq ?? through;
        options.onProgress?.(records.length);
      }
    } finally {
      await reader.close();
    }
  }
  if (options.ownTimersUntil !== undefined) await replay.fire(options.ownTimersUntil);
  return replay.result();
}

/** The store of a replay: memory, starting empty. */
class FreshProfiles implements Pick<StateStore, "loadProfiles"> {
  readonly profiles = new Map<string, Uint8Array>();

  loadProfiles(_partition: number, tokens: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    return Promise.resolve(tokens.map((token) => this.profiles.get(token)));
  }
}

class Replay<TProfile> {
  readonly #options: ReplayOptions<TProfile>;
  readonly #fresh = new FreshProfiles();
  readonly #timers = new Map<string, number>();
  readonly #queue: DueQueue | undefined;
  readonly #cache: ProfileCache<TProfile>;
  readonly #applier: Applier<TProfile>;
  readonly #sums: Omit<Ledger, "checkpoint">;
  #events = 0;

  constructor(log: EventLog, engine: Engine<TProfile>, partition: number, options: ReplayOptions<TProfile>) {
    this.#options = options;
    this.#queue = options.ownTimersUntil === undefined ? undefined : new DueQueue();
    this.#cache = new ProfileCache<TProfile>(this.#fresh, engine, partition, CACHED_PROFILES);
    this.#applier = new Applier<TProfile>({
      partition,
      log,
      engine,
      cache: this.#cache,
      now: () => 0,
      ...(options.serving === undefined ? {} : { serving: options.serving }),
      ...(options.scoring === undefined ? {} : { scoring: options.scoring }),
      ...(options.onAlarm === undefined ? {} : { onAlarm: options.onAlarm }),
      ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
    });
    this.#sums = { totals: new Totals(), statistics: new PartitionStatistics(partition, log.partitions) };
  }

  async take(records: readonly LogRecord[]): Promise<void> {
    const { untilTime = Number.POSITIVE_INFINITY } = this.#options;
    const wanted = records
      .filter((record) => this.#isOfThese(record))
      .map((record) => this.#decode(record))
      .filter(({ time }) => time <= untilTime);
    this.#events += wanted.length;
    let together: Decoded<TProfile>[] = [];
    for (const one of wanted) {
      if (this.#queue === undefined || one.event?.type !== "timer" || isAskedReview(one.event)) {
        together.push(one);
        continue;
      }
      await this.#apply(together);
      together = [];
      await this.fire(one.time);
    }
    await this.#apply(together);
  }

  #isOfThese(record: LogRecord): boolean {
    const { people } = this.#options;
    const person = people === undefined ? undefined : record.headers()["attune-person"];
    return person === undefined || people?.has(person) === true;
  }

  #decode(record: LogRecord): Decoded<TProfile> {
    const decoded = this.#applier.decode(record);
    const { event } = decoded;
    if (event?.type !== "merge" || event.content === undefined) return decoded;
    const content = this.#options.handedOver?.get(event.id);
    return content === undefined ? decoded : { ...decoded, event: { ...event, content } };
  }

  /** Turns the replay's own timers that are due by then into events, and what those set in turn. */
  async fire(until: number): Promise<void> {
    for (let due = this.#queue?.take(until); due !== undefined; due = this.#queue?.take(until)) {
      const timer = parseTimerId(due.id, due.due);
      if (timer === undefined) continue;
      const event = { type: "timer", ...timer, id: timerEventId(due.id, due.due), time: due.due, hops: 0 } as const;
      await this.#apply([{ record: NO_RECORD, event, refusal: undefined, time: due.due, person: undefined }]);
    }
  }

  result(): Replayed {
    return {
      profiles: this.#fresh.profiles,
      timers: this.#queue?.timers ?? this.#timers,
      statistics: withoutEmpty(this.#sums.statistics.encodeChanged()),
      events: this.#events,
    };
  }

  /** As an owner does, with a commit at the end. */
  async #apply(batch: readonly Decoded<TProfile>[]): Promise<void> {
    if (batch.length === 0) return;
    const checkpoint = new Checkpoint({ generation: 0, seq: 0, storedAt: 0 });
    const ledger = { checkpoint, ...this.#sums };
    for (const part of partsByPin(batch)) {
      await this.#applier.load(part);
      for (const one of part) this.#applier.apply(one, ledger);
    }
    for (const [token, bytes] of this.#cache.encodeChanged()) {
      if (bytes === null) this.#fresh.profiles.delete(token);
      else this.#fresh.profiles.set(token, bytes);
    }
    this.#cache.committed();
    for (const [id, due] of checkpoint.timers) {
      if (this.#queue !== undefined) this.#queue.set(id, due);
      else if (due === null) this.#timers.delete(id);
      else this.#timers.set(id, due);
    }
  }
}

/** The record of an event that no log holds. */
const NO_RECORD: LogRecord = { seq: 0, storedAt: 0, payload: new Uint8Array(0), internal: true, headers: () => ({}) };
