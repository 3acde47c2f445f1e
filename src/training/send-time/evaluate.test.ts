import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import type { SendTimeRecipe } from "../../domain/timing.js";
import { seededRandom } from "../seeded-random.js";
import { evaluateSendTime, type SendTimeOptions } from "./evaluate.js";
import { compareSendTime } from "./compare.js";
import { type Signs, signsOf } from "./signs.js";
import { splitSigns, validationFolds } from "./split.js";

const RECIPE: SendTimeRecipe = {
  ownStrength: 4,
  cohortStrength: 50,
  sharedByDays: 0.9,
  smoothingHours: 0.75,
  halfLifeMs: 365 * DAY,
  weights: { open: 0.5, click: 1, session: 0.75, purchase: 1.25 },
  exposurePerMessage: 2,
};
const OPTIONS: SendTimeOptions = {
  source: "made.csv",
  protocol: "per-person",
  kind: "open",
  zone: "UTC",
  least: 5,
  recipe: RECIPE,
  search: false,
  seed: 1,
  signal: new AbortController().signal,
  onProgress: () => {},
};
const MONDAY = Date.UTC(2026, 0, 5);

/** Each has an hour of their own and keeps near it; every third sign comes at any hour. */
function shop(people: number, signs: number): Signs {
  const random = seededRandom(3);
  return signsOf(
    Array.from({ length: people }, () => {
      const usual = 7 + Math.floor(random() * 14);
      return Array.from({ length: signs }, (_, day) => {
        const hour = random() < 1 / 3 ? Math.floor(random() * 24) : usual + Math.round(2 * random() - 1);
        return MONDAY + day * DAY + hour * HOUR + Math.floor(random() * 60) * MINUTE;
      });
    }),
    "UTC",
  );
}

describe("evaluating the send-time model", () => {
  it("beats the own histogram where little is known, and everybody's hours everywhere", async () => {
    const { random, global, histogram, attune, interval, people, cases } = await evaluateSendTime(
      shop(150, 15),
      OPTIONS,
    );
    expect({ people, cases, random }).toEqual({ people: 150, cases: 450, random: 0.125 });
    expect(global).toBeGreaterThan(random);
    expect(histogram).toBeGreaterThan(global);
    expect(attune).toBeGreaterThan(histogram + 0.03);
    expect(interval[0]).toBeLessThan(attune);
    expect(interval[1]).toBeGreaterThan(attune);
  });

  it("is the same again for the same seed", async () => {
    const options = { ...OPTIONS, protocol: "random-split" } as const;
    const [first, second] = [
      await evaluateSendTime(shop(20, 10), options),
      await evaluateSendTime(shop(20, 10), options),
    ];
    expect({ ...second, cpuSeconds: 0 }).toEqual({ ...first, cpuSeconds: 0 });
  });

  it("counts what follows within an hour apart", async () => {
    const burst = [0, 1, 2, 3, 4].flatMap((day) =>
      [0, 1].map((minute) => MONDAY + day * DAY + 9 * HOUR + minute * MINUTE),
    );
    const { cases, apart, attune } = await evaluateSendTime(signsOf([burst], "UTC"), OPTIONS);
    expect({ cases, apart: apart.cases, attune }).toEqual({ cases: 2, apart: 1, attune: 1 });
  });

  it("chooses a recipe on the training part alone", async () => {
    const options = { ...OPTIONS, search: true };
    const seen = shop(3, 20);
    const { trials, recipe } = await evaluateSendTime(seen, options);
    expect(recipe).toMatchObject(trials?.[0]?.settings ?? {});
    // The last fifth is held out: that it is quite different changes nothing.
    const other = signsOf(
      seen.people.map(({ times }) => times.map((time, at) => (at < 16 ? time : time + 9 * HOUR))),
      "UTC",
    );
    expect((await evaluateSendTime(other, options)).trials).toEqual(trials);
  });

  it("says so where nobody has signs enough", async () => {
    await expect(evaluateSendTime(shop(3, 4), OPTIONS)).rejects.toMatchObject({ code: "ATTUNE_INPUT_EMPTY" });
  });
});

describe("splitting signs", () => {
  const { people } = shop(4, 10);
  const signs = shop(4, 10);

  it("trains on the first 80 % of each person's", () => {
    const parts = splitSigns(signs, { protocol: "per-person", trainShare: 0.8, least: 2, seed: 1 });
    expect(parts.map(({ train, test }) => [train.times, test.times])).toEqual(
      people.map(({ times }) => [times.slice(0, 8), times.slice(8)]),
    );
  });

  it("keeps every sign at random, on one side", () => {
    const parts = splitSigns(signs, { protocol: "random-split", trainShare: 0.8, least: 2, seed: 1 });
    for (const { train, test } of parts)
      expect(people.map(({ times }) => times)).toContainEqual(
        [...train.times, ...test.times].toSorted((a, b) => a - b),
      );
  });

  it("folds for validation never hold what is held out", () => {
    const parts = splitSigns(signs, { protocol: "per-person", trainShare: 0.8, least: 2, seed: 1 });
    const heldOut = new Set(parts.flatMap(({ test }) => test.times));
    for (const { train, test } of validationFolds(parts).flat())
      expect([...train.times, ...test.times].some((time) => heldOut.has(time))).toBe(false);
  });
});

describe("two recipes on what happened after both", () => {
  const comparison = { from: MONDAY + 12 * DAY, kind: "open", source: "made.csv", seed: 1 } as const;
  const blind: SendTimeRecipe = { ...RECIPE, ownStrength: 1e6 };

  it("tells which one misses fewer signs, and by how much", () => {
    const evidence = compareSendTime(shop(150, 15), RECIPE, { name: "blind", recipe: blind }, comparison);
    expect(evidence).toMatchObject({ against: "blind", rows: 450, people: 150 });
    expect(evidence?.difference.interval[1]).toBeLessThan(0);
    expect(compareSendTime(shop(150, 15), RECIPE, { name: "same", recipe: RECIPE }, comparison)?.difference.value).toBe(
      0,
    );
  });

  it("says nothing where nothing happened since", () => {
    const later = { ...comparison, from: MONDAY + 30 * DAY };
    expect(compareSendTime(shop(20, 15), RECIPE, { name: "blind", recipe: blind }, later)).toBeUndefined();
  });
});
