import type { Option } from "../../domain/consideration.js";
import { onScoreGrid, SCORE_UNIT } from "../../domain/intent.js";
import type { Prediction } from "../../domain/live-calibration.js";
import type { PropensityModel, ScoredMoment, ScoredOption } from "../../domain/scoring.js";
import type { Belief } from "./propensity.js";

/** What trained models say of one option. */
export interface Said {
  /** The one in force; undefined: none is. */
  readonly p: number | undefined;
  /** It, and the one in its shadow. */
  readonly predictions: readonly Prediction[];
}

/** Asks the model in force and the one in its shadow, each once for all options of a decision. undefined: there is neither. */
export function askTrained(
  options: readonly Option[],
  beliefs: readonly Belief[],
  moment: ScoredMoment,
): readonly Said[] | undefined {
  const { propensity, shadow } = moment.context.scoring;
  if (options.length === 0 || (propensity === undefined && shadow.propensity === undefined)) return undefined;
  const scored = options.map((option, at) => ({ option, belief: (beliefs[at] as Belief).p }));
  const current = predict(propensity, scored, moment);
  const beside = predict(shadow.propensity, scored, moment);
  return options.map((_, at) => {
    const said = current?.[at];
    return { p: said?.p, predictions: [said, beside?.[at]].filter((one) => one !== undefined) };
  });
}

function predict(
  model: PropensityModel | undefined,
  options: readonly ScoredOption[],
  moment: ScoredMoment,
): readonly Prediction[] | undefined {
  if (model === undefined) return undefined;
  const { version } = model;
  return model.score(options, moment).map((p) => ({ version, p: neverCertain(p) }));
}

function neverCertain(p: number): number {
  return Math.min(1 - 1 / SCORE_UNIT, Math.max(1 / SCORE_UNIT, onScoreGrid(p)));
}
