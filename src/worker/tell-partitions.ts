import { randomUUID } from "node:crypto";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { contextEntry } from "./effects.js";
import type { Pinned } from "./engine-in-force.js";
import { latestOf } from "./totals.js";

/** Where pins are told, and where it stands which are in force. */
export interface TellParts {
  readonly log: Pick<EventLog, "append" | "bounds" | "partitions">;
  readonly state: Pick<StateStore, "loadOffset" | "loadStatistics" | "loadTotals">;
}

/** Whether a pin is in force by a partition's stored statistics. */
type IsInForce = (stored: ReadonlyMap<string, Uint8Array>) => boolean;

/** Those that by their last commit have another one in force. */
export async function haveAnother({ log, state }: TellParts, isInForce: IsInForce): Promise<number[]> {
  const partitions = allOf(log);
  const answers = await Promise.all(
    partitions.map(async (partition) => isInForce(await state.loadStatistics(partition))),
  );
  return partitions.filter((partition) => !answers[partition]);
}

/**
 * Where it isn't known what they have been told: those with another one in force, and those that haven't applied all their records, of which one may bring
 * another one. `isNothing`: the pin names nothing; whoever was never told of anything needs not be told of it.
 */
export async function mayHaveAnother(
  { log, state }: TellParts,
  { isInForce, isNothing }: { readonly isInForce: IsInForce; readonly isNothing: boolean },
): Promise<number[]> {
  const partitions = allOf(log);
  const answers = await Promise.all(
    partitions.map(async (partition) => {
      const [stored, { seq }, { last }] = await Promise.all([
        state.loadStatistics(partition),
        state.loadOffset(partition),
        log.bounds("events", partition),
      ]);
      return !isInForce(stored) || (seq !== last && !isNothing);
    }),
  );
  return partitions.filter((partition) => answers[partition]);
}

export function allOf({ partitions }: Pick<EventLog, "partitions">): number[] {
  return Array.from({ length: partitions }, (_, partition) => partition);
}

/** Puts a pin into these partitions' logs. */
export async function tellPartitions(
  { log, state }: TellParts,
  partitions: readonly number[],
  pinned: Pinned,
): Promise<void> {
  const totals = await Promise.all(allOf(log).map((partition) => state.loadTotals(partition)));
  const time = Math.max(...totals.map(latestOf));
  // A pin may come back within the log's dedupe window: promoted, rolled back, promoted.
  const event = { type: "context", id: `pin/${randomUUID()}`, time, hops: 0, ...pinned } as const;
  await log.append(partitions.map((partition) => contextEntry(event, partition)));
}
