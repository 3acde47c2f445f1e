import type { PersonEvent } from "../../domain/event.js";
import type { Recommender } from "../../domain/recommendation.js";
import type { Engine, PartitionView, StepResult } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";

/** One step, as it was taken. */
export interface WatchedStep {
  readonly before: Profile | undefined;
  readonly event: PersonEvent;
  readonly result: StepResult<Profile>;
  /** The same step by the engine beside it, from the same profile; undefined where there is none. It leads to nothing. */
  readonly beside: (() => StepResult<Profile>) | undefined;
}

/** Another engine that is asked at the same places, always under the same population, catalogue and models. */
export interface Beside {
  readonly engine: Engine<Profile>;
  /** What it recommends with where the watched one uses this; left out: the same. */
  readonly recommender?: (recommender: Recommender) => Recommender;
}

/** The same engine, with somebody who hears of every step: for replays. */
export function watchEngine(
  engine: Engine<Profile>,
  hear: (step: WatchedStep) => void,
  beside?: Beside,
): Engine<Profile> {
  const as = (watched: Engine<Profile>, other: (of: Beside) => Engine<Profile>): Engine<Profile> =>
    watchEngine(watched, hear, beside === undefined ? undefined : { ...beside, engine: other(beside) });
  return {
    ...engine,
    step(profile, event, partition: PartitionView) {
      const result = engine.step(profile, event, partition);
      const again = beside === undefined ? undefined : () => beside.engine.step(profile, event, partition);
      hear({ before: profile, event, result, beside: again });
      return result;
    },
    under: (population) => as(engine.under(population), (of) => of.engine.under(population)),
    serving: (recommender) =>
      as(engine.serving(recommender), (of) => of.engine.serving(of.recommender?.(recommender) ?? recommender)),
    scoring: (scoring) => as(engine.scoring(scoring), (of) => of.engine.scoring(scoring)),
  };
}
