import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import type { ReplayedLog } from "../outcomes/index.js";
import type { EventRun } from "./event-run.js";

/** Everything the log holds, partition by partition, with what it brings into force. @param total events, for progress */
export function logRun(log: ReplayedLog, engine: Engine<Profile>, total: number): EventRun {
  return {
    source: `log ${log.description}`,
    async run(watched, { onProgress, signal } = {}) {
      let done = 0;
      for (let partition = 0; partition < log.partitions; partition++) {
        await log.replay(partition, watched(engine), (events) => {
          signal?.throwIfAborted();
          done += events;
          onProgress?.(done, Math.max(done, total));
        });
      }
      signal?.throwIfAborted();
    },
  };
}
