import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interactionsOf } from "../../../test/harness/interactions-of.js";
import { DecayedCounts } from "./decayed-counts.js";
import { trainPopularity } from "./popularity.js";

const KIND_WEIGHTS = { view: 1, cart: 3, save: 2, order: 4 };

describe("popularity", () => {
  it("adds up what people did, half of it a half-life ago", () => {
    const interactions = interactionsOf([
      ["eva", "a", 0, "order"],
      ["tom", "a", 1_000],
      ["tom", "b", 2_000, "cart"],
    ]);
    const popularity = trainPopularity(interactions, { kinds: KIND_WEIGHTS, halfLifeMs: 1_000 });
    expect([...popularity]).toEqual([4 / 4 + 1 / 2, 3]);
    expect(popularity.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("tells what everybody likes, even people and odd alike (checkerboard)", () => {
    const cells = Array.from({ length: 100 }, (_, n) => [Math.floor(n / 10), n % 10] as const);
    const met = cells.filter(([person, item]) => (person + item) % 2 === 0);
    const interactions = interactionsOf(met.map(([person, item]) => [`p${person}`, `i${item}`, 0]));
    const popularity = trainPopularity(interactions, { kinds: KIND_WEIGHTS, halfLifeMs: 1_000 });
    expect([...popularity]).toEqual(new Array(10).fill(5));
  });
});

describe("decayed counts", () => {
  it("are what backward decay gives at any moment, in any order of time and over any span", () => {
    const events = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5_000 })));
    fc.assert(
      fc.property(events, fc.nat(1_000), (list, later) => {
        const counts = new DecayedCounts(4, 1);
        for (const [item, weight, time] of list) counts.add(item, weight, time);
        const at = Math.max(0, ...list.map(([, , time]) => time)) + later;
        for (let item = 0; item < 4; item++) {
          const sum = list.reduce(
            (total, [i, weight, time]) => total + (i === item ? weight * 2 ** (time - at) : 0),
            0,
          );
          expect(counts.weightOf(item, at)).toBeCloseTo(sum, 9);
          expect(Number.isFinite(counts.sums[item])).toBe(true);
        }
      }),
    );
  });
});
