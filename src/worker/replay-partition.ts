import type { Engine } from "../domain/step.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { Applier } from "./applier.js";
import { Checkpoint } from "./checkpoint.js";
import { ProfileCache } from "./profile-cache.js";
import { Totals } from "./totals.js";

const BATCH = 512;
const WAIT_MS = 1_000;
/** So many waits without a record mean that the log holds no more, whatever its bounds said. */
const WAITS = 10;

/** What a partition's events add up to when they are run again. */
export interface Replayed {
  readonly profiles: ReadonlyMap<string, Uint8Array>;
  readonly timers: ReadonlyMap<string, number>;
  readonly events: number;
}

/** The store of a replay: memory, starting empty. */
class FreshProfiles implements Pick<StateStore, "loadProfiles"> {
  readonly profiles = new Map<string, Uint8Array>();

  loadProfiles(_partition: number, tokens: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    return Promise.resolve(tokens.map((token) => this.profiles.get(token)));
  }
}

/**
 * Runs a partition's events again, from the first that the log holds through `throughSeq`, with the live owner's own code, into a fresh
 * state. Nothing leaves: what the events sent on stands in the log already. Holds the partition's encoded profiles in memory.
 */
export async function replayPartition<TProfile>(
  log: EventLog,
  engine: Engine<TProfile>,
  partition: number,
  throughSeq: number,
  onProgress: (events: number) => void,
): Promise<Replayed> {
  const fresh = new FreshProfiles();
  const timers = new Map<string, number>();
  const cache = new ProfileCache<TProfile>(fresh, engine, partition, 10_000);
  const applier = new Applier<TProfile>({ partition, log, engine, cache, now: () => 0 });
  const { first, last } = await log.bounds("events", partition);
  const until = Math.min(throughSeq, last);
  let events = 0;
  if (first > until) return { profiles: fresh.profiles, timers, events };
  const reader = await log.read("events", partition, { seq: first });
  try {
    for (let seq = 0, waits = 0; seq < until && waits < WAITS; ) {
      const records = reader.take(BATCH).filter((record) => record.seq <= until);
      if (records.length === 0) {
        await reader.wait(WAIT_MS);
        waits++;
        continue;
      }
      waits = 0;
      const checkpoint = new Checkpoint({ generation: 0, seq, storedAt: 0 });
      const decoded = records.map((record) => applier.decode(record));
      await applier.load(decoded);
      const totals = new Totals();
      for (const one of decoded) applier.apply(one, checkpoint, totals);
      for (const [token, bytes] of cache.encodeChanged()) {
        if (bytes === null) fresh.profiles.delete(token);
        else fresh.profiles.set(token, bytes);
      }
      for (const [id, due] of checkpoint.timers) {
        if (due === null) timers.delete(id);
        else timers.set(id, due);
      }
      cache.committed();
      seq = records[records.length - 1]?.seq ?? until;
      events += records.length;
      onProgress(records.length);
    }
  } finally {
    await reader.close();
  }
  return { profiles: fresh.profiles, timers, events };
}
