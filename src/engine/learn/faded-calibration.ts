import { isLiveCalibration, LIVE_HEADS, type LiveModel, modelOf, versionsOf } from "../../domain/live-calibration.js";
import type { Statistics } from "../../domain/population.js";
import type { Scoring } from "../../domain/scoring.js";

/** Of the versions of a model that neither score nor stand in the shadow, so many are remembered: the youngest, by their names. */
const REMEMBERED = 6;

/** What to add to a partition's statistics when a ContextEvent comes: what old versions said is forgotten, so that these do not grow for ever. */
export function fadedCalibration(statistics: Statistics, scoring: Scoring): Statistics {
  const groups = [...statistics.keys()].filter(isLiveCalibration);
  const forgotten = new Set<string>();
  for (const model of Object.keys(LIVE_HEADS) as LiveModel[]) {
    const inUse: readonly unknown[] = [scoring[model]?.version, scoring.shadow[model]?.version];
    const own = groups.filter((group) => modelOf(group) === model);
    const idle = [...new Set(own.flatMap(versionsOf))].filter((version) => !inUse.includes(version)).sort();
    for (const version of idle.slice(0, -REMEMBERED)) {
      for (const group of own) if (versionsOf(group).includes(version)) forgotten.add(group);
    }
  }
  return new Map([...forgotten].map((group) => [group, negative(statistics.get(group))]));
}

function negative(numbers: ReadonlyMap<string, number> = new Map()): ReadonlyMap<string, number> {
  return new Map([...numbers].map(([key, value]) => [key, -value]));
}
