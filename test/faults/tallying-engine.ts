import { isInternal } from "../../src/domain/event.js";
import type { Statistics } from "../../src/domain/population.js";
import type { Engine } from "../../src/domain/step.js";

/** The group in which every event from outside that is applied counts once: over all partitions it adds up to the log's events. */
export const TALLY = { group: "tally", key: "applied" } as const;

/** The engine, teaching its partition one thing more an event, which the verifier can add up itself. */
export function tallyingEngine<TProfile>(engine: Engine<TProfile>): Engine<TProfile> {
  return {
    ...engine,
    step(profile, event, partition) {
      const result = engine.step(profile, event, partition);
      const isCounted = result.outcome === "event.applied" && !isInternal(event);
      return isCounted ? { ...result, statistics: withTally(result.statistics) } : result;
    },
    under: (population) => tallyingEngine(engine.under(population)),
    serving: (recommender) => tallyingEngine(engine.serving(recommender)),
    scoring: (scoring) => tallyingEngine(engine.scoring(scoring)),
  };
}

function withTally(statistics: Statistics): Statistics {
  return new Map([...statistics, [TALLY.group, new Map([[TALLY.key, 1]])]]);
}
