import { setImmediate as breathe } from "node:timers/promises";
import type { LivePopularity, WeightedItem } from "../domain/item.js";
import {
  LANDMARK,
  POPULARITY_GROUPS,
  POPULARITY_HEAD,
  type PopularityPolicy,
  PopularitySum,
} from "../domain/popularity.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { catalogueEntry } from "./effects.js";
import { decodeGroup } from "./statistics.js";
import { latestOf } from "./totals.js";

/** Groups added up before other work gets its turn. */
const SLICE = 16;
/** The catalogue's journal keeps every record: popularity goes in at most this often, as a share of the shorter half-life, unless much has changed. */
const SHARE = 1 / 48;
/** So many times the weight of the last record is much. */
const MUCH = 2;

export interface PopularityParts {
  readonly log: Pick<EventLog, "append" | "partitions">;
  readonly state: Pick<StateStore, "loadStatistics" | "loadTotals">;
  readonly policy: PopularityPolicy;
}

/**
 * Adds up what all partitions have counted, as of the newest event, and puts it into the catalogue's journal where it says something new since
 * `last`. Resolves to what is in force then; undefined: nothing is popular yet.
 */
export async function refreshPopularity(
  parts: PopularityParts,
  last?: LivePopularity,
): Promise<LivePopularity | undefined> {
  if (parts.policy.halfLifeMs === 0) return undefined;
  const popularity = await popularityNow(parts);
  if (popularity === undefined || popularity.overall.length === 0) return last;
  if (last !== undefined && !isNews(popularity, last, parts.policy)) return last;
  await parts.log.append([catalogueEntry({ kind: "popularity", popularity })]);
  return popularity;
}

async function popularityNow({ log, state, policy }: PopularityParts): Promise<LivePopularity | undefined> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const time = Math.max(
    ...(await Promise.all(partitions.map((partition) => state.loadTotals(partition)))).map(latestOf),
  );
  if (time === 0) return undefined;
  const stored = await Promise.all(partitions.map((partition) => state.loadStatistics(partition)));
  const counted = stored.flatMap((groups) => {
    const head = groups.get(POPULARITY_HEAD);
    const landmark = head === undefined ? undefined : decodeGroup(head).get(LANDMARK);
    return landmark === undefined ? [] : [{ landmark, groups }];
  });
  const sum = new PopularitySum(time, policy);
  for (const [i, name] of POPULARITY_GROUPS.entries()) {
    if (i % SLICE === 0) await breathe();
    sum.add(
      counted.flatMap(({ landmark, groups }) => {
        const bytes = groups.get(name);
        return bytes === undefined ? [] : [{ landmark, numbers: decodeGroup(bytes) }];
      }),
    );
  }
  return sum.result();
}

function isNews(now: LivePopularity, last: LivePopularity, policy: PopularityPolicy): boolean {
  if (now.time <= last.time || isSameOrder(now, last)) return false;
  const least = Math.min(policy.halfLifeMs, policy.trendingHalfLifeMs) * SHARE;
  return now.time - last.time >= least || weightOf(now.overall) >= MUCH * weightOf(last.overall);
}

function isSameOrder(a: LivePopularity, b: LivePopularity): boolean {
  const order = ({ overall, trending, segments }: LivePopularity): string =>
    JSON.stringify([overall, trending, ...Object.values(segments)].map((list) => list.map(([id]) => id)));
  return order(a) === order(b);
}

function weightOf(list: readonly WeightedItem[]): number {
  return list.reduce((sum, [, weight]) => sum + weight, 0);
}
