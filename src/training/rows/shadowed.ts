import type { PersonEvent } from "../../domain/event.js";
import type { IntentModel, PropensityModel, ScoredMoment, ScoredOption, Scoring } from "../../domain/scoring.js";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import type { IntentMoment } from "../../models/features.js";

/** Hear of what models would be asked. What they are told is only true while they are told. */
export interface Listeners {
  readonly intent?: (moment: IntentMoment) => void;
  /** All options of one decision at once. */
  readonly propensity?: (options: readonly ScoredOption[], moment: ScoredMoment) => void;
  /** Before each event is applied. */
  readonly before?: (event: PersonEvent) => void;
}

const VERSION = "listener";
const NOTHING = { session: 0, day: 0, churn: 0 };

/**
 * The same engine, with listeners in the shadow of its models: they are asked whenever a model is, and nobody acts upon what they say, so that replay
 * decides as was decided. `scoring`: what it scores with now.
 */
export function shadowed(engine: Engine<Profile>, scoring: Scoring, listeners: Listeners): Engine<Profile> {
  return wrapped(engine.scoring(withListeners(scoring, listeners)), listeners);
}

function wrapped(engine: Engine<Profile>, listeners: Listeners): Engine<Profile> {
  const { before } = listeners;
  return {
    ...engine,
    ...(before === undefined
      ? {}
      : {
          step: (profile, event, partition) => {
            before(event);
            return engine.step(profile, event, partition);
          },
        }),
    under: (population) => wrapped(engine.under(population), listeners),
    serving: (recommender) => wrapped(engine.serving(recommender), listeners),
    scoring: (scoring) => shadowed(engine, scoring, listeners),
  };
}

function withListeners(scoring: Scoring, { intent, propensity }: Listeners): Scoring {
  return {
    ...scoring,
    shadow: {
      ...scoring.shadow,
      ...(intent === undefined ? {} : { intent: listeningIntent(intent) }),
      ...(propensity === undefined ? {} : { propensity: listeningPropensity(propensity) }),
    },
  };
}

function listeningIntent(hear: (moment: IntentMoment) => void): IntentModel {
  return {
    version: VERSION,
    score(draft, event, context) {
      hear({ draft, event, context });
      return NOTHING;
    },
  };
}

function listeningPropensity(hear: (options: readonly ScoredOption[], moment: ScoredMoment) => void): PropensityModel {
  return {
    version: VERSION,
    score(options, moment) {
      hear(options, moment);
      return options.map(({ belief }) => belief);
    },
  };
}
