import { HOURS_OF_WEEK, type HourEvidence, type SendTimeRecipe } from "../../../domain/timing.js";
import { exposureOf } from "./exposure.js";
import { densityOf, sumOf, toMeanOne } from "./density.js";

/** What is known of one channel's hours, the widest level first; a level without evidence may be left undefined. */
export interface Levels {
  readonly everyone: HourEvidence | undefined;
  readonly cohort: HourEvidence | undefined;
  readonly own: HourEvidence;
}

export interface Posterior {
  /** Response rate by hour of the local week relative to a usual hour; their mean is 1. */
  readonly rates: Float64Array;
  /** The share of the evidence that is this person's own, 0 to 1. */
  readonly evidence: number;
}

/**
 * How likely this person is to respond in each hour of the week: three levels, each shrunk towards the one before. Responses of a level are Poisson
 * with mean rate x exposure, and the rate's Gamma prior is the level before with the recipe's strength (Gelman et al., Bayesian Data Analysis, 2.6):
 *
 *     rate = (strength * prior + responses) / (strength + exposure)
 *
 * with both as densities over the week times all responses of the level, so that strengths are numbers of responses. Nothing known: every hour is 1.
 */
export function posteriorOf({ everyone, cohort, own }: Levels, recipe: SendTimeRecipe): Posterior {
  const rates = new Float64Array(HOURS_OF_WEEK).fill(1);
  if (everyone !== undefined) learn(rates, everyone, recipe.cohortStrength, recipe);
  if (cohort !== undefined) learn(rates, cohort, recipe.cohortStrength, recipe);
  const responses = learn(rates, own, recipe.ownStrength, recipe);
  return { rates, evidence: responses / (responses + recipe.ownStrength) };
}

/** `rates` as they are after this level's evidence. Returns how many responses there were. */
function learn(rates: Float64Array, level: HourEvidence, strength: number, recipe: SendTimeRecipe): number {
  const responses = sumOf(level.responses);
  if (responses === 0) return 0;
  const density = densityOf(level.responses, recipe);
  const exposure = exposureOf(level.exposures, recipe);
  for (let hour = 0; hour < HOURS_OF_WEEK; hour++) {
    const prior = strength * (rates[hour] as number);
    rates[hour] = (prior + responses * (density[hour] as number)) / (strength + responses * (exposure[hour] as number));
  }
  toMeanOne(rates);
  return responses;
}
