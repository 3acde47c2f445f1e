import type { Channel } from "../../domain/message.js";
import type { Statistics } from "../../domain/population.js";
import { weekOf } from "../../domain/popularity.js";
import type { Outlet, PartitionView } from "../../domain/step.js";
import { decay } from "../../domain/time.js";
import { type CohortKey, HOURS_OF_WEEK, type SendTimeRecipe } from "../../domain/timing.js";

/**
 * When everybody answers: weights by hour of the local week, for everybody on a channel and for cohorts. Whole numbers: equal sums in any order. A
 * partition keeps so many cohorts and takes no more, until some have faded.
 */
const MOST_COHORTS = 64;
/** The weight 1. */
const UNIT = 64;
/** Enough for a rate, and short in the log. */
const DIGITS = 3;
/** Which cohorts there are, how many, and the week of the last fading. */
const HEAD = "hours";
const COUNT = "#";
const FADED = "faded";
const PREFIX = `${HEAD}/`;

export type HourSign = "responses" | "exposures";

const KEYS: readonly string[] = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => String(hour));

type Groups = Readonly<Record<HourSign, string>>;

/** Cohorts come again and again: the names of their groups are made once while there is room. */
const named = new Map<CohortKey, Groups>();
const MOST_NAMED = 2_000;

function groupOf(cohort: CohortKey, sign: HourSign): string {
  let groups = named.get(cohort);
  if (groups === undefined) {
    groups = { responses: `${PREFIX}${cohort}/responses`, exposures: `${PREFIX}${cohort}/exposures` };
    if (named.size >= MOST_NAMED) named.clear();
    named.set(cohort, groups);
  }
  return groups[sign];
}

function cohortOfGroup(group: string): string {
  return group.slice(PREFIX.length, group.lastIndexOf("/"));
}

/** For everybody on the channel. */
export function learnHour(channel: Channel, sign: HourSign, hour: number, weight: number, out: Outlet): void {
  const amount = Math.round(weight * UNIT);
  if (amount !== 0) out.learn(groupOf(channel, sign), KEYS[hour] as string, amount);
}

/** For the cohort, if the partition keeps it. */
export function learnCohortHour(
  cohort: CohortKey,
  sign: HourSign,
  hour: number,
  weight: number,
  out: Outlet,
  partition: PartitionView,
): void {
  const amount = Math.round(weight * UNIT);
  if (amount === 0 || !isKept(cohort, amount > 0, out, partition)) return;
  out.learn(groupOf(cohort, sign), KEYS[hour] as string, amount);
}

/** What is taken off makes no cohort. */
function isKept(cohort: CohortKey, mayBegin: boolean, out: Outlet, partition: PartitionView): boolean {
  const number = (key: string): number => partition.statistic(HEAD, key) + out.learnt(HEAD, key);
  if (number(cohort) > 0) return true;
  if (!mayBegin || number(COUNT) >= MOST_COHORTS) return false;
  out.learn(HEAD, cohort, 1);
  out.learn(HEAD, COUNT, 1);
  return true;
}

/** What to add to a partition's statistics when a ContextEvent of this time comes: once a week what was learnt before counts less. */
export function fadedHours(statistics: Statistics, time: number, recipe: SendTimeRecipe): Statistics {
  const deltas = new Map<string, Map<string, number>>();
  const groups = [...statistics.keys()].filter((group) => group.startsWith(PREFIX));
  const head = statistics.get(HEAD);
  const week = weekOf(time);
  const before = head?.get(FADED) ?? 0;
  if (groups.length === 0 || week <= before) return deltas;
  const heads = new Map([[FADED, week - before]]);
  deltas.set(HEAD, heads);
  if (before === 0) return deltas;
  const factor = decay(week - before, recipe.halfLifeMs);
  const alive = new Set<string>();
  for (const group of groups) {
    const delta = new Map<string, number>();
    for (const [key, value] of statistics.get(group) ?? []) {
      const left = Math.max(0, Math.floor(value * factor));
      if (left > 0) alive.add(cohortOfGroup(group));
      delta.set(key, left - value);
    }
    deltas.set(group, delta);
  }
  for (const cohort of head?.keys() ?? []) {
    if (cohort === COUNT || cohort === FADED || alive.has(cohort)) continue;
    heads.set(cohort, -(head?.get(cohort) ?? 0));
    heads.set(COUNT, (heads.get(COUNT) ?? 0) - 1);
  }
  return deltas;
}

/** By cohort: both weights for each hour. */
export function hoursIn(statistics: Statistics): Map<string, Record<HourSign, number[]>> {
  const cohorts = new Map<string, Record<HourSign, number[]>>();
  for (const [group, numbers] of statistics) {
    if (!group.startsWith(PREFIX)) continue;
    const cohort = cohortOfGroup(group);
    let signs = cohorts.get(cohort);
    if (signs === undefined) cohorts.set(cohort, (signs = { responses: [], exposures: [] }));
    signs[group.endsWith("/exposures") ? "exposures" : "responses"] = KEYS.map((key) => weightOf(numbers.get(key)));
  }
  return cohorts;
}

function weightOf(amount = 0): number {
  return Math.max(0, Number((amount / UNIT).toPrecision(DIGITS)));
}
