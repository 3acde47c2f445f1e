import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.js";
import { evidenceOf, type PairedLosses } from "./evidence.js";
import { rowLosses } from "./log-loss.js";

const NAMED = { against: "old", measure: "log loss", data: "made", metrics: {}, theirMetrics: {}, seed: 1 };

/** 200 people, five cases each; the other version's loss is `more` higher, give or take `noise`. */
function losses(more: number, noise: number): PairedLosses & { readonly ours: number[] } {
  const random = seededRandom(5);
  const cases = Array.from({ length: 1_000 }, (_, at) => ({ person: at % 200, loss: 0.2 + 0.2 * random() }));
  const ours = cases.map(({ loss }) => loss);
  return {
    ...NAMED,
    personOf: cases.map(({ person }) => person),
    ours,
    theirs: ours.map((loss) => loss + more + noise * (random() - 0.5)),
  };
}

describe("evidence", () => {
  it("is the paired mean difference with an interval over people", () => {
    const evidence = evidenceOf(losses(0.05, 0.1));
    expect(evidence).toMatchObject({ against: "old", rows: 1_000, people: 200 });
    const { value, interval } = evidence?.difference ?? { value: 0, interval: [0, 0] as const };
    expect(value).toBeCloseTo(-0.05, 2);
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
    expect(interval[1]).toBeLessThan(0);
  });

  it("leaves out what can't be judged, and says nothing of hardly anybody", () => {
    const few = losses(0.05, 0);
    const known = { ...few, ours: few.ours.map((loss, at) => (at < 400 ? loss : Number.NaN)) };
    expect(evidenceOf(known)).toMatchObject({ rows: 400 });
    expect(evidenceOf({ ...few, personOf: few.ours.map(() => 7) })).toBeUndefined();
    expect(evidenceOf({ ...NAMED, personOf: [], ours: [], theirs: [] })).toBeUndefined();
  });
});

describe("log loss", () => {
  it("of a row is the mean over the heads that are known", () => {
    const found = rowLosses([0.5, 0.25, 0.5, 0.5, 0.1, 0.9], [1, -1, 0, 1, -1, -1], 3);
    expect(found[0]).toBeCloseTo(Math.log(2), 12);
    expect(found[1]).toBeCloseTo(Math.log(2), 12);
    expect(rowLosses([0.5], [-1], 1)[0]).toBeNaN();
  });
});
