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
  readonly log: Pick<EventLog, "append" | "partitions">;
  readonly state: Pick<StateStore, "loadStatistics" | "loadTotals">;
  readonly source: PinSource;
}

/**
 * Brings what recommendations should be made of now into force: first it is made ready, then its pin is put into the log of every partition
 * that has another one; into every log where it is the same under a new revision. `told`: what all have been told; where it is the present
 * one, nothing is looked at.
 */
export async function refreshServing({ log, state, source }: ServingParts, told?: Present): Promise<Present> {
  const present = await source.current();
  const { pin: serving, revision } = present;
  const isSame = told !== undefined && samePin(told.pin, serving);
  if (isSame && told.revision === revision) return told;
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const stored = isSame ? [] : await Promise.all(partitions.map((partition) => state.loadStatistics(partition)));
  const behind = partitions.filter(
    (partition) => isSame || !samePin(servingOf(stored[partition] ?? new Map()) ?? NO_PIN, serving),
  );
  if (behind.length === 0) return present;
  await source.prepare(serving);
  const totals = await Promise.all(partitions.map((partition) => state.loadTotals(partition)));
  const time = Math.max(...totals.map(latestOf));
  // A pin may come back within the log's dedupe window: promoted, rolled back, promoted.
  const id = `serving/${randomUUID()}`;
  await log.append(behind.map((partition) => contextEntry({ type: "context", id, time, hops: 0, serving }, partition)));
  return present;
}
