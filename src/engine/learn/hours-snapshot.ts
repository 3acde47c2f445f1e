import { CHANNELS } from "../../domain/message.js";
import type { Population, Statistics } from "../../domain/population.js";
import { HOURS_OF_WEEK } from "../../domain/timing.js";
import { hoursIn } from "./hours.js";

/** By cohort: weights of responses and of exposures for each hour of the local week. */
export type HoursSnapshot = Readonly<
  Record<string, readonly [responses: readonly number[], exposures: readonly number[]]>
>;

/** All partitions together have more cohorts than one: those of which most is known, and enough to say more than what everybody does. */
const MOST_COHORTS = 64;
const LEAST_WEIGHT = 20;
const NOTHING: readonly number[] = Array.from({ length: HOURS_OF_WEEK }, () => 0);

/** Everybody's on each channel, and the weightiest cohorts'. */
export function hoursOf(statistics: Statistics): HoursSnapshot {
  const everyone = new Set<string>(CHANNELS);
  const all = [...hoursIn(statistics)]
    .map(([cohort, { responses, exposures }]) => ({
      cohort,
      responses,
      exposures,
      weight: sum(responses) + sum(exposures),
    }))
    .filter(({ weight }) => weight > 0);
  const cohorts = all
    .filter(({ cohort, weight }) => !everyone.has(cohort) && weight >= LEAST_WEIGHT)
    .toSorted((a, b) => b.weight - a.weight || (a.cohort < b.cohort ? -1 : 1))
    .slice(0, MOST_COHORTS);
  return Object.fromEntries(
    [...all.filter(({ cohort }) => everyone.has(cohort)), ...cohorts].map(({ cohort, responses, exposures }) => [
      cohort,
      [orNothing(responses), orNothing(exposures)] as const,
    ]),
  );
}

export function readHours(snapshot: HoursSnapshot): Population["hours"] {
  return new Map(
    Object.entries(snapshot).map(([cohort, [responses, exposures]]) => [cohort, { responses, exposures }]),
  );
}

function orNothing(weights: readonly number[]): readonly number[] {
  return weights.length === 0 ? NOTHING : weights;
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0);
}
