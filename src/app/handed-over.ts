import type { Engine } from "../domain/step.js";
import { parseEvent } from "../domain/wire/index.js";
import type { EventLog } from "../ports/event-log.js";
import { type ReplayOptions, replayPartition } from "../worker/replay-partition.js";
import { readTopic } from "./read-topic.js";

/** The tokens of those whose profiles were merged into others. */
export async function findGivers(log: EventLog): Promise<Set<string>> {
  const givers = new Set<string>();
  for (let partition = 0; partition < log.partitions; partition++) {
    for await (const record of readTopic(log, "events", partition)) {
      const person = record.headers()["attune-person"];
      if (!record.internal || person === undefined) continue;
      const parsed = parseEvent(record.payload, { storedAtMs: 0, internal: true });
      if (parsed.ok && parsed.event.type === "merge" && parsed.event.content === undefined) givers.add(person);
    }
  }
  return givers;
}

/**
 * What these people's profiles hand over under an engine, by the id of the merge. Their own events are enough; who was merged twice over gives
 * what the log has of the first time.
 */
export async function handedOverBy<T>(
  engine: Engine<T>,
  log: EventLog,
  people: ReadonlySet<string>,
  replay: Pick<ReplayOptions<T>, "ownTimersUntil" | "serving" | "scoring" | "onProgress">,
): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  if (people.size === 0) return contents;
  for (let partition = 0; partition < log.partitions; partition++) {
    await replayPartition(log, engine, partition, {
      ...replay,
      people,
      onStep: (_event, { effects }) => {
        for (const effect of effects) {
          if (effect.kind !== "event" || effect.event.type !== "merge") continue;
          if (effect.event.content !== undefined) contents.set(effect.event.id, effect.event.content);
        }
      },
    });
  }
  return contents;
}
