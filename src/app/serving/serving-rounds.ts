import type { Logger } from "pino";
import type { EventLog } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";
import { Rounds } from "../../worker/rounds.js";
import { type PinSource, type Present, refreshServing } from "../../worker/serving-refresh.js";

export interface ServingRoundsParts {
  readonly keeper: PinSource;
  readonly everyMs: number;
  readonly log: EventLog;
  readonly state: StateStore;
  readonly logger: Logger;
  isOurs(): boolean;
}

/** A promoted model and a changed catalogue come into force now and then, for all partitions of all processes. */
export function servingRounds({ keeper, log, state, logger, everyMs, isOurs }: ServingRoundsParts): Rounds {
  let told: Present | undefined;
  return new Rounds({
    everyMs,
    isOurs() {
      // Meanwhile another process may tell something else.
      if (!isOurs()) told = undefined;
      return isOurs();
    },
    async round() {
      const before = told;
      told = await refreshServing({ log, state, source: keeper }, told);
      if (told !== before) logger.info({ ...told.pin }, "recommendations are made of this from now on");
    },
    onFailure: (error) => logger.warn({ err: String(error) }, "what recommendations are made of could not be renewed"),
  });
}
