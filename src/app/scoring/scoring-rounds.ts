import type { Logger } from "pino";
import { scoringPinName } from "../../domain/scoring.js";
import type { EventLog } from "../../ports/event-log.js";
import type { StateStore } from "../../ports/state-store.js";
import { Rounds } from "../../worker/rounds.js";
import { refreshScoring, type ScoringPins, type Told } from "../../worker/scoring-refresh.js";

export interface ScoringRoundsParts {
  readonly keeper: ScoringPins;
  readonly everyMs: number;
  readonly log: EventLog;
  readonly state: StateStore;
  readonly logger: Logger;
  isOurs(): boolean;
}

/** Promoted models come into force now and then, for all partitions of all processes; one that can't be had raises an alarm, once. */
export function scoringRounds({ keeper, log, state, logger, everyMs, isOurs }: ScoringRoundsParts): Rounds {
  let told: Told | undefined;
  let alarms: ReadonlySet<string> = new Set();
  return new Rounds({
    everyMs,
    isOurs() {
      // Meanwhile another process may tell something else.
      if (!isOurs()) told = undefined;
      return isOurs();
    },
    async round() {
      const before = told;
      told = await refreshScoring({ log, state, source: keeper }, told);
      for (const { code, message } of told.refused) if (!alarms.has(message)) logger.warn({ code, message }, "alarm");
      alarms = new Set(told.refused.map(({ message }) => message));
      if (told.pin !== before?.pin) logger.info({ pin: scoringPinName(told.pin) }, "these models score from now on");
    },
    onFailure: (error) => logger.warn({ err: String(error) }, "what scores could not be renewed"),
  });
}
