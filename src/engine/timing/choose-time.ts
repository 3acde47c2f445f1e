import { hash32 } from "../../domain/hash.js";
import type { TimeChoice } from "../../domain/timing.js";
import type { HourAhead } from "./hours-ahead.js";

const LISTED = 3;
const EXPLORE_SALT = 0x71e3;
const DRAW_SALT = 0x71e4;

export interface Wish {
  /** At least one, by time; the first is now where it may be said now. */
  readonly hours: readonly HourAhead[];
  readonly now: number;
  /** By hour of the local week: the response rate relative to a usual hour. */
  readonly rates: ArrayLike<number>;
  /** What it is worth to say it then, at this rate: the shop's currency. */
  worth(at: number, rate: number): number;
  readonly exploration: number;
  readonly minimumGain: number;
  /** Drawn by: equal seeds, equal draws. */
  readonly seed: string;
}

type Chosen = Pick<TimeChoice, "mode" | "at" | "probability" | "best">;

/**
 * The hour that is worth most, unless now is worth nearly as much; with the probability `exploration` any of the hours, each as likely, so that
 * what is learnt of hours does not only come from those that are chosen already.
 */
export function chooseTime({ hours, now, rates, worth, exploration, minimumGain, seed }: Wish): Chosen {
  const weighed = hours.map(({ at, hour }) => {
    const rate = rates[hour] as number;
    return { at, rate, worth: worth(at, rate) };
  });
  const best = weighed.toSorted((a, b) => b.worth - a.worth || a.at - b.at).slice(0, LISTED);
  const first = weighed[0] as (typeof weighed)[number];
  const most = best[0] as (typeof weighed)[number];
  const isNowGoodEnough = first.at === now && most.worth - first.worth <= minimumGain * Math.abs(first.worth);
  const preferred = isNowGoodEnough ? first : most;
  const isExploring = shareOf(seed, EXPLORE_SALT) < exploration;
  const drawn = isExploring ? weighed[Math.floor(shareOf(seed, DRAW_SALT) * weighed.length)] : undefined;
  const chosen = drawn ?? preferred;
  const byChance = exploration / weighed.length;
  const probability = chosen === preferred ? 1 - exploration + byChance : byChance;
  const mode = chosen !== preferred ? "explore" : chosen.at === now ? "now" : "best";
  return { mode, at: chosen.at, probability, best };
}

function shareOf(seed: string, salt: number): number {
  return hash32(seed, salt) / 2 ** 32;
}
