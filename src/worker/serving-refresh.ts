import { randomUUID } from "node:crypto";
import { NO_PIN, samePin, type ServingPin } from "../domain/serving.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { contextEntry } from "./effects.js";
import { servingOf } from "./statistics.js";
import { latestOf } from "./totals.js";

/** What recommendations should be made of now. */
export interface Present {
  readonly pin: ServingPin;
  /** Of the model's files: it changes when an erased person's sessions are taken out of them. */
  readonly revision: number;
}

export interface PinSource {
  /** The promoted model and the catalogue as it stands now. */
  current(): Promise<Present>;
  /** Makes ready what the pin names, so that no partition waits for it. @throws what ServingSource.resolve does */
  prepare(pin: ServingPin): Promise<void>;
}

export interface ServingParts {
  readonly log: Pick<EventLog, "append" | "bounds" | "partitions">;
  readonly state: Pick<StateStore, "loadOffset" | "loadStatistics" | "loadTotals">;
  readonly source: PinSource;
}

/**
 * Brings what recommendations should be made of now into force: first it is made ready, then its pin is put into the log of every partition. `told`: what
 * all have been told; where it is the present one, nothing is looked at. Where that isn't known, only partitions are told that may have another one.
 */
export async function refreshServing(parts: ServingParts, told?: Present): Promise<Present> {
  const { log, state, source } = parts;
  const present = await source.current();
  const { pin: serving, revision } = present;
  if (told !== undefined && samePin(told.pin, serving) && told.revision === revision) return told;
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const behind = told === undefined ? await mayHaveAnother(parts, serving, partitions) : partitions;
  if (behind.length === 0) return present;
  await source.prepare(serving);
  const totals = await Promise.all(partitions.map((partition) => state.loadTotals(partition)));
  const time = Math.max(...totals.map(latestOf));
  // A pin may come back within the log's dedupe window: promoted, rolled back, promoted.
  const id = `serving/${randomUUID()}`;
  await log.append(behind.map((partition) => contextEntry({ type: "context", id, time, hops: 0, serving }, partition)));
  return present;
}

/** Those with another one in force, and those that haven't applied all their records: one of them may bring another one. */
async function mayHaveAnother(
  { log, state }: ServingParts,
  serving: ServingPin,
  partitions: readonly number[],
): Promise<number[]> {
  const answers = await Promise.all(
    partitions.map(async (partition) => {
      const [stored, { seq }, { last }] = await Promise.all([
        state.loadStatistics(partition),
        state.loadOffset(partition),
        log.bounds("events", partition),
      ]);
      return !samePin(servingOf(stored) ?? NO_PIN, serving) || (seq !== last && !samePin(serving, NO_PIN));
    }),
  );
  return partitions.filter((partition) => answers[partition]);
}
