import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import type { LogRecord } from "../../ports/event-log.js";

/** A log whose past can be lived through again; app/replayed-log.ts opens it. */
export interface ReplayedLog {
  readonly partitions: number;
  /** For people. */
  readonly description: string;
  /** What a partition of the topic "decisions" holds, in order. */
  readonly decisions: (partition: number) => AsyncIterable<LogRecord>;
  /**
   * Runs a partition's events again with the live owner's own code, into a fresh state, under this engine and what the log brings into force.
   * @throws AttuneError ATTUNE_LOG_UNAVAILABLE
   */
  readonly replay: (
    partition: number,
    engine: Engine<Profile>,
    onProgress?: (events: number) => void,
  ) => Promise<unknown>;
}
