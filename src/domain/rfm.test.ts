import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { exceeded, quintilesOf, rfmKeysOf, RfmMatrix, rfmPointOf, rfmScoresOf } from "./rfm.js";
import { DAY } from "./time.js";

const NOW = 1_772_445_600_000;
const BOUNDS = {
  recency: [7, 30, 90, 180],
  frequency: [1, 2, 4, 8],
  monetary: [25, 50, 100, 250],
} as const;

interface Customer {
  readonly orders: number;
  readonly revenue: number;
  readonly lastOrder: number;
}

function histogramOf(customers: readonly Customer[]): Map<string, number> {
  const histogram = new Map<string, number>();
  for (const customer of customers) {
    for (const key of rfmKeysOf(rfmPointOf(customer))) histogram.set(key, (histogram.get(key) ?? 0) + 1);
  }
  return histogram;
}

/** Nearest rank. */
function exactQuintiles(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [1, 2, 3, 4].map((fifth) => sorted[Math.ceil((sorted.length * fifth) / 5) - 1] as number);
}

// biome-ignore format: one customer a line
test.each<[days: number, orders: number, revenue: number, scores: [number, number, number]]>([
  [0, 1, 10, [5, 1, 1]],
  [7, 1, 25, [5, 1, 1]],
  [7.1, 2, 25.01, [4, 2, 2]],
  [90, 4, 100, [3, 3, 3]],
  [180, 8, 250, [2, 4, 4]],
  [181, 9, 251, [1, 5, 5]],
  [-3, 100, 1e9, [5, 5, 5]],
])("%d days ago, %d orders, %d spent: %s", (days, orders, revenue, [recency, frequency, monetary]) => {
  expect(rfmScoresOf({ orders, revenue, lastOrder: NOW - days * DAY }, NOW, BOUNDS)).toEqual({ recency, frequency, monetary });
});

it("nobody without an order has a score or a place", () => {
  const nobody = { orders: 0, revenue: 0, lastOrder: 0 };
  expect(rfmScoresOf(nobody, NOW, BOUNDS)).toEqual({ recency: 0, frequency: 0, monetary: 0 });
  expect(rfmPointOf(nobody)).toBe(0);
});

describe("the population's quintiles", () => {
  const customer = fc.record({
    orders: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 100_000 })),
    revenue: fc.oneof(
      fc.constant(0),
      fc.double({ min: 1, max: 500, noNaN: true }),
      fc.double({ min: 1, max: 1e12, noNaN: true }),
    ),
    lastOrder: fc.integer({ min: NOW - 2_000 * DAY, max: NOW }),
  });

  it("are the exact ones within a bucket, and never below them", () => {
    fc.assert(
      fc.property(fc.array(customer, { minLength: 50, maxLength: 300 }), (customers) => {
        const quintiles = quintilesOf(histogramOf(customers), NOW);
        expect(quintiles?.people).toBe(customers.length);
        const exact = {
          recency: exactQuintiles(customers.map(({ lastOrder }) => (NOW - lastOrder) / DAY)),
          frequency: exactQuintiles(customers.map(({ orders }) => orders)),
          monetary: exactQuintiles(customers.map(({ revenue }) => revenue)),
        };
        for (let i = 0; i < 4; i++) {
          const [recency, frequency, monetary] = [exact.recency, exact.frequency, exact.monetary].map(
            (list) => list[i] as number,
          ) as [number, number, number];
          expect(quintiles?.recency[i]).toBeGreaterThanOrEqual(recency);
          expect(quintiles?.recency[i]).toBeLessThanOrEqual(recency + 8);
          expect(quintiles?.frequency[i]).toBeGreaterThanOrEqual(frequency);
          expect(quintiles?.frequency[i]).toBeLessThanOrEqual(frequency <= 20 ? frequency : frequency * 1.05);
          expect(quintiles?.monetary[i]).toBeGreaterThanOrEqual(monetary);
          expect(quintiles?.monetary[i]).toBeLessThanOrEqual(monetary * 1.05 * (1 + 1e-6) + 0.01);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("put a fifth into each, where values differ", () => {
    const customers = Array.from({ length: 1_000 }, (_, i) => ({
      orders: i + 1,
      revenue: 10 + i * 3,
      lastOrder: NOW - i * DAY,
    }));
    const quintiles = quintilesOf(histogramOf(customers), NOW);
    for (const part of ["recency", "frequency", "monetary"] as const) {
      const sizes = [0, 0, 0, 0, 0, 0];
      for (const each of customers) {
        const score = rfmScoresOf(each, NOW, quintiles ?? BOUNDS)[part];
        sizes[score] = (sizes[score] ?? 0) + 1;
      }
      for (const size of sizes.slice(1)) expect(Math.abs(size - 200)).toBeLessThan(55);
    }
  });

  it("add up over partitions, and move with time alone", () => {
    const customers = Array.from({ length: 100 }, (_, i) => ({
      orders: 1 + (i % 7),
      revenue: i,
      lastOrder: NOW - i * DAY,
    }));
    const together = histogramOf(customers);
    const parts = [histogramOf(customers.slice(0, 40)), histogramOf(customers.slice(40))];
    const added = new Map<string, number>();
    for (const part of parts) for (const [key, people] of part) added.set(key, (added.get(key) ?? 0) + people);
    expect(quintilesOf(added, NOW)).toEqual(quintilesOf(together, NOW));
    const later = quintilesOf(together, NOW + 10 * DAY)?.recency ?? [];
    expect(later.map((days, i) => days - (quintilesOf(together, NOW)?.recency[i] ?? 0))).toEqual([10, 10, 10, 10]);
  });

  it("are none where too few have bought, and count nobody whom merges took away", () => {
    expect(quintilesOf(undefined, NOW)).toBeUndefined();
    const few = Array.from({ length: 49 }, () => ({ orders: 1, revenue: 5, lastOrder: NOW }));
    expect(quintilesOf(histogramOf(few), NOW)).toBeUndefined();
    expect(
      quintilesOf(
        new Map([
          ["f1", 60],
          ["f2", -3],
          ["r2900", 60],
          ["m3", 60],
        ]),
        NOW,
      )?.people,
    ).toBe(60);
  });
});

it("counts how many bounds are exceeded", () => {
  expect([1, 2, 3, 9].map((value) => exceeded(value, BOUNDS.frequency))).toEqual([0, 1, 2, 4]);
});

it("makes a matrix that can be read", () => {
  const matrix = new RfmMatrix();
  for (const [recency, frequency] of [
    [5, 1],
    [5, 1],
    [1, 5],
    [0, 0],
  ] as const)
    matrix.add({ recency, frequency, monetary: recency });
  expect(matrix.customers).toBe(3);
  expect(matrix.counts[4]?.[0]).toBe(2);
  expect(matrix.counts[0]?.[4]).toBe(1);
});
