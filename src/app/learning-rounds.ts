import type { Logger } from "pino";
import type { Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import type { LivePopularity } from "../domain/item.js";
import { createEngine } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { refreshPopularity } from "../worker/popularity-refresh.js";
import { refreshPopulation } from "../worker/population-refresh.js";
import { Rounds } from "../worker/rounds.js";

export interface LearningParts {
  readonly configuration: Configuration;
  readonly context: EngineContext;
  readonly log: EventLog;
  readonly state: StateStore;
  readonly logger: Logger;
  isOurs(): boolean;
}

/** What all partitions have learnt is put together now and then: the population snapshot, and what is popular. */
export function learningRounds({ configuration, context, log, state, logger, isOurs }: LearningParts): Rounds {
  const engine = createEngine(context);
  const policy = context.recommendations.popularity;
  let popularity: LivePopularity | undefined;
  return new Rounds({
    everyMs: configuration.worker.populationMs,
    isOurs,
    async round() {
      const { told, bytes } = await refreshPopulation({ log, state, engine });
      if (told > 0) logger.info({ partitions: told, bytes }, "the population snapshot was made anew");
      popularity = await refreshPopularity({ log, state, policy }, popularity);
    },
    onFailure: (error) => logger.warn({ err: String(error) }, "what was learnt of everybody could not be put together"),
  });
}
