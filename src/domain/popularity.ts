import { hash32 } from "./hash.js";
import type { LivePopularity, WeightedItem } from "./item.js";
import type { Statistics } from "./population.js";
import type { RecommendationPolicy } from "./recommendation.js";
import { WEEK } from "./time.js";

/**
 * What many people do, as additive statistics: forward decay (Cormode et al., ICDE 2009). An interaction at time t counts
 * weight x 2^((t - landmark) / half-life), so that sums only grow; the landmark moves on by whole weeks, and then all numbers are scaled down.
 * Whole numbers: equal sums in any order. Items are spread over many small groups, so that a commit writes little.
 */

export type PopularityPolicy = RecommendationPolicy["popularity"];

/** Holds the landmark, ms. */
export const POPULARITY_HEAD = "popular";
export const LANDMARK = "landmark";
export const POPULARITY_GROUPS: readonly string[] = Array.from({ length: 512 }, (_, i) => `popular/${i.toString(36)}`);
/** A group takes no more keys than this (PartitionStatistics), and keeps so many of the heaviest when a ContextEvent finds more. */
export const MOST_KEYS = 192;
const KEPT_KEYS = 128;
/** The weight 1 at the landmark. */
const UNIT = 64;

const LISTED = { overall: 500, trending: 300, segment: 50 } as const;

const HEAD_NAME = `${POPULARITY_HEAD}/`;

export function isPopularity(group: string): boolean {
  return group === POPULARITY_HEAD || group.startsWith(HEAD_NAME);
}

/** Where an item is counted: its group, and its keys overall and on the rise. */
export interface PopularityKeys {
  readonly group: string;
  readonly overall: string;
  readonly trending: string;
}

const known = new Map<string, PopularityKeys>();
const MOST_KNOWN = 20_000;

/** Items come again and again: their keys are made once while there is room. */
export function popularityKeys(item: string): PopularityKeys {
  let keys = known.get(item);
  if (keys !== undefined) return keys;
  const group = POPULARITY_GROUPS[hash32(item) % POPULARITY_GROUPS.length] as string;
  keys = { group, overall: `*${item}`, trending: `^${item}` };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(item, keys);
  return keys;
}

/** In a segment; its id has neither * nor ^ nor a colon. */
export const segmentKey = (segment: string, item: string): string => `${segment}:${item}`;

/** The Monday (UTC) of the week, ms. */
export function weekOf(time: number): number {
  // The epoch was a Thursday.
  const monday = 4 * 86_400_000;
  return Math.floor((time - monday) / WEEK) * WEEK + monday;
}

/** What an interaction adds; 0 where it is too long ago to count. */
export function popularityOf(weight: number, time: number, landmark: number, halfLifeMs: number): number {
  return Math.round(UNIT * weight * 2 ** ((time - landmark) / halfLifeMs));
}

/**
 * What to add to a partition's statistics when a ContextEvent of this time comes: in a new week the landmark moves there and what has faded
 * goes; groups that have grown too large lose their lightest keys.
 */
export function faded(statistics: Statistics, time: number, policy: PopularityPolicy): Statistics {
  const before = statistics.get(POPULARITY_HEAD)?.get(LANDMARK) ?? 0;
  const deltas = new Map<string, Map<string, number>>();
  if (before === 0) return deltas;
  const landmark = Math.max(before, weekOf(time));
  if (landmark > before) deltas.set(POPULARITY_HEAD, new Map([[LANDMARK, landmark - before]]));
  for (const name of POPULARITY_GROUPS) {
    const numbers = statistics.get(name);
    if (numbers === undefined || (landmark === before && numbers.size <= KEPT_KEYS)) continue;
    const left = heaviest(scaled(numbers, landmark - before, policy), KEPT_KEYS);
    deltas.set(name, new Map([...numbers].map(([key, value]) => [key, (left.get(key) ?? 0) - value])));
  }
  return deltas;
}

function scaled(numbers: ReadonlyMap<string, number>, elapsed: number, policy: PopularityPolicy): [string, number][] {
  const overall = 2 ** (-elapsed / policy.halfLifeMs);
  const trending = 2 ** (-elapsed / policy.trendingHalfLifeMs);
  const entries: [string, number][] = [];
  for (const [key, value] of numbers) {
    const now = Math.floor(value * (key.startsWith("^") ? trending : overall));
    if (now > 0) entries.push([key, now]);
  }
  return entries;
}

function heaviest(entries: [string, number][], most: number): ReadonlyMap<string, number> {
  return new Map(entries.length > most ? entries.sort(byWeight).slice(0, most) : entries);
}

/** Heaviest first, of equals the one that sorts first. */
function byWeight([a, x]: WeightedItem, [b, y]: WeightedItem): number {
  return y - x || (a < b ? -1 : 1);
}

/** Adds up all partitions' popularity, group by group: whoever calls may rest between two. */
export class PopularitySum {
  readonly #time: number;
  readonly #policy: PopularityPolicy;
  readonly #overall = new Top(LISTED.overall);
  readonly #trending = new Top(LISTED.trending);
  readonly #segments: ReadonlyMap<string, Top>;

  /** @param time as of when, ms */
  constructor(time: number, policy: PopularityPolicy) {
    this.#time = time;
    this.#policy = policy;
    this.#segments = new Map(policy.segments.map((segment) => [segment, new Top(LISTED.segment)]));
  }

  /** One group: each partition's numbers, with its landmark. */
  add(parts: readonly { readonly landmark: number; readonly numbers: ReadonlyMap<string, number> }[]): void {
    const sums = new Map<string, number>();
    for (const { landmark, numbers } of parts) {
      const { halfLifeMs, trendingHalfLifeMs } = this.#policy;
      const overall = 2 ** ((landmark - this.#time) / halfLifeMs) / UNIT;
      const trending = 2 ** ((landmark - this.#time) / trendingHalfLifeMs) / UNIT;
      for (const [key, value] of numbers) {
        sums.set(key, (sums.get(key) ?? 0) + value * (key.startsWith("^") ? trending : overall));
      }
    }
    for (const [key, weight] of sums) this.#listOf(key)?.offer(itemOf(key), weight);
  }

  result(): LivePopularity {
    return {
      time: this.#time,
      halfLifeMs: this.#policy.halfLifeMs,
      overall: this.#overall.list(),
      trending: this.#trending.list(),
      segments: Object.fromEntries([...this.#segments].map(([segment, top]) => [segment, top.list()])),
    };
  }

  #listOf(key: string): Top | undefined {
    if (key.startsWith("*")) return this.#overall;
    return key.startsWith("^") ? this.#trending : this.#segments.get(key.slice(0, key.indexOf(":")));
  }
}

function itemOf(key: string): string {
  return key.startsWith("*") || key.startsWith("^") ? key.slice(1) : key.slice(key.indexOf(":") + 1);
}

class Top {
  readonly #most: number;
  #entries: WeightedItem[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  offer(item: string, weight: number): void {
    this.#entries.push([item, Number(weight.toPrecision(DIGITS))]);
    if (this.#entries.length >= 4 * this.#most) this.#entries = this.list();
  }

  list(): WeightedItem[] {
    return this.#entries
      .filter(([, weight]) => weight > 0)
      .sort(byWeight)
      .slice(0, this.#most);
  }
}

/** Enough to order by, and short in the journal. */
const DIGITS = 4;
