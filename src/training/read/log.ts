import { AttuneError } from "../../domain/errors.js";
import { EventInteractions } from "./event-interactions.js";
import { type LogSource, readEvents } from "./events.js";
import { InteractionBuilder } from "./interaction-builder.js";
import type { ReadOptions, ReadResult } from "./reading.js";

/**
 * Interactions of everything the log holds, all partitions.
 * @throws AttuneError ATTUNE_INPUT_EMPTY | ATTUNE_INPUT_TOO_LARGE | ATTUNE_LOG_UNAVAILABLE
 */
export async function readLog(source: LogSource, options: ReadOptions = {}): Promise<ReadResult> {
  const { description } = source.log;
  const builder = new InteractionBuilder();
  const events = new EventInteractions(builder, options.until);
  const counts = await readEvents(source, options, (event) => events.take(event));
  if (builder.count === 0)
    throw new AttuneError("ATTUNE_INPUT_EMPTY", `none of ${counts.read} events of ${description} is about a product`);
  const until = options.until === undefined ? "" : `, before ${new Date(options.until).toISOString()}`;
  return { interactions: builder.finish(`log ${description}${until}`), ...counts };
}
