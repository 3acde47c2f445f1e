import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  faded,
  LANDMARK,
  MOST_KEYS,
  POPULARITY_GROUPS,
  POPULARITY_HEAD,
  PopularitySum,
  popularityKeys,
  popularityOf,
  segmentKey,
  weekOf,
} from "./popularity.js";
import { DAY, WEEK } from "./time.js";

const POLICY = { halfLifeMs: 14 * DAY, trendingHalfLifeMs: 2 * DAY, segments: ["fans"] };
const MONDAY = Date.UTC(2026, 2, 2);

type Numbers = Map<string, Map<string, number>>;

/** Everything counts overall, on the rise, and for the fans. */
function counted(landmark: number, did: readonly (readonly [item: string, time: number])[]): Numbers {
  const numbers: Numbers = new Map([[POPULARITY_HEAD, new Map([[LANDMARK, landmark]])]]);
  for (const [item, time] of did) {
    const { group, overall, trending } = popularityKeys(item);
    const keys = numbers.get(group) ?? new Map<string, number>();
    numbers.set(group, keys);
    const add = (key: string, by: number): void => void keys.set(key, (keys.get(key) ?? 0) + by);
    add(overall, popularityOf(1, time, landmark, POLICY.halfLifeMs));
    add(trending, popularityOf(1, time, landmark, POLICY.trendingHalfLifeMs));
    add(segmentKey("fans", item), popularityOf(1, time, landmark, POLICY.halfLifeMs));
  }
  return numbers;
}

function plus(numbers: Numbers, delta: ReturnType<typeof faded>): Numbers {
  const sum: Numbers = new Map([...numbers].map(([group, keys]) => [group, new Map(keys)]));
  for (const [group, keys] of delta) {
    for (const [key, by] of keys) {
      const into = sum.get(group) ?? new Map<string, number>();
      const value = (into.get(key) ?? 0) + by;
      if (value === 0) into.delete(key);
      else into.set(key, value);
      sum.set(group, into);
    }
  }
  return sum;
}

function sumOf(parts: readonly Numbers[], time: number) {
  const sum = new PopularitySum(time, POLICY);
  for (const name of POPULARITY_GROUPS) {
    sum.add(
      parts.map((numbers) => ({
        landmark: numbers.get(POPULARITY_HEAD)?.get(LANDMARK) ?? 0,
        numbers: numbers.get(name) ?? new Map<string, number>(),
      })),
    );
  }
  return sum.result();
}

describe("what is popular", () => {
  it("begins its weeks on Mondays", () => {
    expect(weekOf(MONDAY)).toBe(MONDAY);
    expect(weekOf(MONDAY - 1)).toBe(MONDAY - WEEK);
    expect(weekOf(MONDAY + 6 * DAY)).toBe(MONDAY);
  });

  it("counts half a half-life later, and less on the rise", () => {
    const { overall, trending, segments } = sumOf([counted(MONDAY, [["a", MONDAY]])], MONDAY + 14 * DAY);
    expect(overall).toEqual([["a", 0.5]]);
    expect(trending).toEqual([["a", expect.closeTo(2 ** -7, 4)]]);
    expect(segments).toEqual({ fans: [["a", 0.5]] });
  });

  it("is the same of partitions whose weeks began at other times, up to whole numbers", () => {
    const did = [0, 3, 9, 12].map((days) => ["a", MONDAY + days * DAY] as const);
    const now = MONDAY + 14 * DAY;
    const together = sumOf([counted(MONDAY, did)], now).overall[0]?.[1] ?? 0;
    const apart = sumOf([counted(MONDAY, did.slice(0, 2)), counted(MONDAY + WEEK, did.slice(2))], now);
    expect(apart.overall[0]?.[1]).toBeCloseTo(together, 1);
  });

  it("moves its landmark on with a new week, and weighs the same after", () => {
    const before = counted(MONDAY, [
      ["a", MONDAY + DAY],
      ["a", MONDAY + 6 * DAY],
      ["b", MONDAY],
    ]);
    const now = MONDAY + WEEK + DAY;
    expect(faded(before, MONDAY + 6 * DAY, POLICY).size).toBe(0);
    const after = plus(before, faded(before, now, POLICY));
    expect(after.get(POPULARITY_HEAD)?.get(LANDMARK)).toBe(MONDAY + WEEK);
    const [a, b] = [sumOf([before], now), sumOf([after], now)];
    for (const [i, [id, weight]] of a.overall.entries()) {
      expect(b.overall[i]?.[0]).toBe(id);
      expect(b.overall[i]?.[1]).toBeCloseTo(weight, 1);
    }
    // An event of the past week that comes late still finds its place.
    expect(popularityOf(1, MONDAY + 6 * DAY, MONDAY + WEEK, POLICY.halfLifeMs)).toBe(61);
  });

  it("lets go what has faded, and what is too much", () => {
    const old = counted(MONDAY, [["a", MONDAY]]);
    const gone = plus(old, faded(old, MONDAY + 52 * WEEK, POLICY));
    expect([...(gone.get(popularityKeys("a").group) ?? [])]).toEqual([]);

    const group = POPULARITY_GROUPS[0] as string;
    const many = new Map<string, number>(Array.from({ length: MOST_KEYS }, (_, i) => [`*item-${i}`, 1_000 + i]));
    const full: Numbers = new Map([
      [POPULARITY_HEAD, new Map([[LANDMARK, MONDAY]])],
      [group, many],
    ]);
    const kept = plus(full, faded(full, MONDAY + DAY, POLICY)).get(group);
    expect(kept?.size).toBe(128);
    expect(kept?.has(`*item-${MOST_KEYS - 1}`)).toBe(true);
    expect(kept?.has("*item-0")).toBe(false);
  });

  it("is whole numbers, whatever has faded", () => {
    const did = fc.array(
      fc.tuple(
        fc.constantFrom("a", "b", "c", "d"),
        fc.integer({ min: 0, max: 30 }).map((days) => MONDAY + days * DAY),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(did, fc.integer({ min: 0, max: 20 }), (events, weeks) => {
        const before = counted(MONDAY, events);
        const after = plus(before, faded(before, MONDAY + weeks * WEEK, POLICY));
        for (const [group, keys] of after) {
          if (group === POPULARITY_HEAD) continue;
          for (const value of keys.values()) expect(Number.isSafeInteger(value) && value > 0).toBe(true);
        }
      }),
    );
  });
});
