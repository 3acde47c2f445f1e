import { personOfToken } from "../domain/person.js";
import type { Engine } from "../domain/step.js";
import type { EventLog } from "../ports/event-log.js";
import { sameOffset, type StateStore } from "../ports/state-store.js";
import type { Alarm } from "../worker/alarm.js";
import type { PinSources } from "../worker/engine-in-force.js";
import { replayPartition, type Replayed } from "../worker/replay-partition.js";
import { withoutEmpty } from "../worker/statistics.js";

export interface ReplayReport {
  readonly partitions: number;
  readonly events: number;
  readonly people: number;
  /** Every profile, every timer and all statistics are equal to the byte. */
  readonly equal: boolean;
  /** The first differences found, a few of each partition. */
  readonly differences: readonly Difference[];
  /**
   * Partitions whose log no longer holds all its records (retention, erasure): they can differ for that reason alone. Their statistics are not
   * compared: they keep what was learnt of records that are gone.
   */
  readonly truncated: readonly number[];
  /** What the log pins and can't be had any more (a model that was deleted): what was recommended or scored with it can differ. */
  readonly unserved: readonly string[];
}

export interface VerifyOptions extends PinSources {
  readonly onProgress?: (events: number) => void;
}

export interface Difference {
  readonly partition: number;
  readonly what: "profile" | "timer" | "statistics";
  readonly id: string;
  readonly kind: "missing in the state" | "missing in the replay" | "different";
}

/** Differences listed of one partition: enough to begin looking. */
const LISTED = 5;
/** A live partition moves on while it is being read; so often it is read again. */
const ATTEMPTS = 20;

/** Re-runs every partition from the log into a fresh state and compares what comes out with what is stored, to the byte. */
export async function verifyReplay<TProfile>(
  log: EventLog,
  state: StateStore,
  engine: Engine<TProfile>,
  options: VerifyOptions = {},
): Promise<ReplayReport> {
  const unserved = new Set<string>();
  const onAlarm = ({ message }: Alarm): void => void unserved.add(message);
  const differences: Difference[] = [];
  const truncated: number[] = [];
  let events = 0;
  let people = 0;
  let equal = true;
  for (let partition = 0; partition < log.partitions; partition++) {
    const stored = await readStored(state, partition);
    const replayed = await replayPartition(log, engine, partition, { throughSeq: stored.seq, onAlarm, ...options });
    const isWhole = await holdsAll(log, partition);
    events += replayed.events;
    people += stored.profiles.size;
    const found = compare(partition, stored, replayed, isWhole);
    equal &&= found.length === 0;
    differences.push(...found.slice(0, LISTED));
    if (stored.seq > 0 && !isWhole) truncated.push(partition);
  }
  return { partitions: log.partitions, events, people, equal, differences, truncated, unserved: [...unserved] };
}

async function holdsAll(log: EventLog, partition: number): Promise<boolean> {
  const { first, last, count } = await log.bounds("events", partition);
  return first === 1 && count === last;
}

interface Stored extends Omit<Replayed, "events"> {
  readonly seq: number;
}

/** A partition's state as it stands at one offset. */
async function readStored(state: StateStore, partition: number): Promise<Stored> {
  for (let attempt = 1; ; attempt++) {
    const before = await state.loadOffset(partition);
    const profiles = new Map<string, Uint8Array>();
    const timers = new Map<string, number>();
    for await (const chunk of state.scanProfiles(partition))
      for (const [token, bytes] of chunk) profiles.set(token, bytes);
    for await (const chunk of state.scanTimers(partition)) for (const { id, due } of chunk) timers.set(id, due);
    const statistics = withoutEmpty(await state.loadStatistics(partition));
    if (sameOffset(before, await state.loadOffset(partition)) || attempt === ATTEMPTS) {
      return { seq: before.seq, profiles, timers, statistics };
    }
  }
}

function compare(partition: number, stored: Stored, replayed: Replayed, isWhole: boolean): Difference[] {
  const list = (what: Difference["what"], found: readonly [string, Difference["kind"]][]): Difference[] =>
    found.map(([id, kind]) => ({ partition, what, id: what === "profile" ? (personOfToken(id) ?? id) : id, kind }));
  return [
    ...list("profile", differ(stored.profiles, replayed.profiles, isSameBytes)),
    ...list("timer", differ(stored.timers, replayed.timers, Object.is)),
    ...(isWhole ? list("statistics", differ(stored.statistics, replayed.statistics, isSameBytes)) : []),
  ];
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function differ<T>(
  stored: ReadonlyMap<string, T>,
  replayed: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean,
): [string, Difference["kind"]][] {
  const found: [string, Difference["kind"]][] = [];
  for (const [key, value] of replayed) {
    const other = stored.get(key);
    if (other === undefined) found.push([key, "missing in the state"]);
    else if (!same(value, other)) found.push([key, "different"]);
  }
  for (const key of stored.keys()) if (!replayed.has(key)) found.push([key, "missing in the replay"]);
  return found;
}
