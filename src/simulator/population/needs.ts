import type { Random } from "../random.js";
import type { Need, Taste } from "./person.js";
import { level } from "./taste.js";

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
/** What most people need of such a shop in a year, and how far people differ (deviation of the logarithm). */
const NEEDS_PER_YEAR = 5;
const NEEDS_SPREAD = 0.7;
/** How long a need lasts before it is met elsewhere or forgotten. */
const LASTS_DAYS = 8;
const LASTS_SPREAD = 0.7;
/** Part of the people who use something up, and how long it lasts them. */
const USES_UP = 0.25;
const USED_UP_DAYS = { low: 25, high: 70 };
/** Everybody's rhythm wavers by about so much. */
const RHYTHM_SPREAD = 0.15;
/** What is used up is to be had in this category. */
const CONSUMABLES = "care";

/** All that somebody will need between two times (ms), in order of time: it happens to them whatever the shop says. */
export function drawNeeds(random: Random, taste: Taste, from: number, until: number): readonly Need[] {
  const needs: Need[] = [];
  const meanGap = (YEAR_DAYS / random.logNormal(NEEDS_PER_YEAR, NEEDS_SPREAD)) * DAY_MS;
  for (let at = from + random.exponential(meanGap); at < until; at += random.exponential(meanGap)) {
    needs.push(drawNeed(random, categoryAt(random, taste, at), at));
  }
  if (random.chance(USES_UP)) {
    const rhythm = random.between(USED_UP_DAYS.low, USED_UP_DAYS.high) * DAY_MS;
    const next = (): number => rhythm * Math.max(0.3, random.normal(1, RHYTHM_SPREAD));
    for (let at = from + random.unit() * rhythm; at < until; at += next()) {
      needs.push(drawNeed(random, CONSUMABLES, at));
    }
  }
  return needs.sort((a, b) => a.from - b.from);
}

function drawNeed(random: Random, category: string, at: number): Need {
  const from = Math.round(at);
  const lasts = Math.max(0.5, random.logNormal(LASTS_DAYS, LASTS_SPREAD)) * DAY_MS;
  return { category, from, until: Math.round(from + lasts), strength: random.between(0.25, 1) };
}

/** What they like at the time they need more often. */
function categoryAt(random: Random, { categories }: Taste, at: number): string {
  return random.weighted(
    Object.fromEntries([...categories].map(([category, wave]) => [category, Math.exp(1.5 * level(wave, at))])),
  );
}
