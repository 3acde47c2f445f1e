import { hash53 } from "../domain/hash.js";
import type { Engine } from "../domain/step.js";
import { INTERNAL_EVENT_BYTES } from "../domain/wire/index.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { contextEntry } from "./effects.js";
import { CONTEXT_GROUP, mergeStatistics } from "./statistics.js";
import { latestOf } from "./totals.js";

export interface PopulationParts {
  readonly log: Pick<EventLog, "append" | "partitions">;
  readonly state: Pick<StateStore, "loadStatistics" | "loadTotals">;
  readonly engine: Pick<Engine<unknown>, "population">;
}

export interface Refreshed {
  /** Partitions whose log got a new snapshot. */
  readonly told: number;
  /** Bytes of the snapshot; 0 where nothing has been applied yet. */
  readonly bytes: number;
}

/**
 * Makes the population snapshot of what all partitions have learnt so far, and puts it into the log of every partition that has another
 * one in force. Its time is that of the newest event applied, so that the same events give the same snapshot whenever it is made. An
 * entry's id names what it replaces and by what: two processes that do this at once append it once, and one that was late is
 * put right by the next round.
 * @throws RangeError where the snapshot is too large for an event
 */
export async function refreshPopulation({ log, state, engine }: PopulationParts): Promise<Refreshed> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const stored = await Promise.all(partitions.map((partition) => state.loadStatistics(partition)));
  const totals = await Promise.all(partitions.map((partition) => state.loadTotals(partition)));
  const time = Math.max(...totals.map(latestOf));
  if (time === 0) return { told: 0, bytes: 0 };
  const population = engine.population(mergeStatistics(stored), time);
  const entries: LogEntry[] = [];
  for (const partition of partitions) {
    const before = stored[partition]?.get(CONTEXT_GROUP);
    if (before !== undefined && Buffer.compare(before, population) === 0) continue;
    const id = `context/${nameOf(before)}/${nameOf(population)}`;
    const entry = contextEntry({ type: "context", id, time, hops: 0, population }, partition);
    if (entry.payload.byteLength > INTERNAL_EVENT_BYTES)
      throw new RangeError(`a population snapshot of ${population.byteLength} bytes is too large for an event`);
    entries.push(entry);
  }
  if (entries.length > 0) await log.append(entries);
  return { told: entries.length, bytes: population.byteLength };
}

function nameOf(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return "none";
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return hash53(text).toString(36) + hash53(text, 1).toString(36);
}
