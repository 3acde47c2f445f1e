import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../training/seeded-random.js";
import {
  allocateFactors,
  extendFactors,
  FactorKernel,
  type FactorOptions,
  factorsOf,
  type SharedFactors,
  sealFactors,
} from "./index.js";

const RECIPE = { unobserved: 0.3, regularisation: 0.05, frequencyExponent: 1, items: 300 };

function someFactors(rows: number, dimension: number, options?: FactorOptions): SharedFactors {
  const shared = allocateFactors(rows, dimension, options);
  fill(factorsOf(shared), 1);
  sealFactors(shared);
  return shared;
}

function fill(into: Float32Array, seed: number): void {
  const random = seededRandom(seed);
  for (let n = 0; n < into.length; n++) into[n] = random() + random() - 1;
}

function gramianOf(shared: SharedFactors): Float32Array {
  const { rows, dimension: d } = shared;
  const factors = factorsOf(shared);
  return Float32Array.from({ length: d * d }, (_, at) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += (factors[row * d + Math.floor(at / d)] as number) * (factors[row * d + (at % d)] as number);
    }
    return sum;
  });
}

/** What is left of the normal equations, in f64: (alpha_0 G + sum w x x^T + lambda' I) z - sum w x. */
function residual(shared: SharedFactors, rows: number[], weights: number[], gramian: Float32Array, z: Float32Array) {
  const { dimension: d } = shared;
  const factors = factorsOf(shared);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const lambda = RECIPE.regularisation * (total + RECIPE.unobserved * RECIPE.items);
  return Array.from(z, (own, i) => {
    let left = lambda * own;
    for (let j = 0; j < d; j++) left += RECIPE.unobserved * (gramian[i * d + j] as number) * (z[j] as number);
    rows.forEach((row, n) => {
      const x = factors.subarray(row * d, row * d + d);
      const score = x.reduce((sum, factor, j) => sum + factor * (z[j] as number), 0);
      left += (weights[n] as number) * (x[i] as number) * (score - 1);
    });
    return left;
  });
}

const history = fc.array(fc.record({ row: fc.nat(299), eighths: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 120,
});

describe("folding somebody in", () => {
  const shared = someFactors(300, 32);
  const gramian = gramianOf(shared);
  const kernel = FactorKernel.open(shared);

  it("solves the normal equations, and its contributions add up to the score", () => {
    fc.assert(
      fc.property(history, fc.nat(299), (met, target) => {
        const rows = met.map(({ row }) => row);
        const weights = met.map(({ eighths }) => eighths / 8);
        const user = kernel.foldIn(rows, weights, gramian, RECIPE).slice();
        for (const left of residual(shared, rows, weights, gramian, user)) expect(Math.abs(left)).toBeLessThan(1e-3);
        const score = kernel.scoresAt(user, [target])[0] as number;
        const shares = kernel.contributions(rows, weights, target);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 4);
      }),
      { numRuns: 40 },
    );
  });

  it("takes histories of any length, and knows nothing of nobody", () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => n % 300);
    const user = kernel.foldIn(rows, new Float32Array(3_000).fill(0.5), gramian, RECIPE);
    expect(Math.hypot(...user)).toBeGreaterThan(0);
    expect([...kernel.foldIn([], [], gramian, RECIPE)]).toEqual(new Array(32).fill(0));
  });

  it("leaves nothing of a vector behind once it is to forget", () => {
    const kernel = FactorKernel.open(someFactors(50, 8));
    const user = kernel.foldIn([1, 2], [1, 1], new Float32Array(64), RECIPE);
    const vector = [...user];
    const memory = new Float32Array(kernel.shared.memory.buffer);
    expect(memory.includes(vector[0] as number)).toBe(true);
    kernel.top(user, 3);
    kernel.forget();
    expect(vector.some((value) => memory.includes(value))).toBe(false);
  });

  it("refuses rows that are not there", () => {
    expect(() => kernel.foldIn([300], [1], gramian, RECIPE)).toThrow(RangeError);
    expect(() => kernel.contributions([1], [1], -1)).toThrow(RangeError);
  });
});

describe("the best rows", () => {
  const SIZES: [name: string, shared: SharedFactors][] = [
    ["f32", someFactors(5_000, 16)],
    ["int8 and f32", someFactors(5_000, 24, { quantised: true })],
  ];

  it.each(SIZES)("are those of the exact scan: %s", (_name, shared) => {
    const kernel = FactorKernel.open(shared);
    const scalar = FactorKernel.open(shared, { simd: false });
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 50 }), fc.nat(9), (seed, k, blocked) => {
        const user = new Float32Array(shared.dimension);
        fill(user, seed);
        const skip = (row: number): boolean => row % 10 < blocked;
        const mask = Uint8Array.from({ length: 5_000 }, (_, row) => (skip(row) ? 1 : 0));
        const expected = Array.from(kernel.scores(user), (score, row) => ({ score, row }))
          .filter(({ row }) => !skip(row))
          .toSorted((a, b) => b.score - a.score || a.row - b.row)
          .slice(0, k);
        for (const top of [kernel.top(user, k, skip), kernel.top(user, k, mask), scalar.top(user, k, mask)]) {
          expect([...top.rows]).toEqual(expected.map(({ row }) => row));
          expect([...top.scores]).toEqual(expected.map(({ score }) => score));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("where all are equal, are the first", () => {
    const shared = allocateFactors(5_000, 8, { quantised: true });
    factorsOf(shared).fill(0.25);
    sealFactors(shared);
    const kernel = FactorKernel.open(shared);
    expect([...kernel.top(new Float32Array(8).fill(1), 3).rows]).toEqual([0, 1, 2]);
    expect([...kernel.top(new Float32Array(8), 3).rows]).toEqual([0, 1, 2]);
  });

  it("mean and deviation are those of the rows that a mask leaves in", () => {
    const shared = someFactors(1_001, 8);
    const kernel = FactorKernel.open(shared);
    const user = new Float32Array(8).fill(0.5);
    const mask = Uint8Array.from({ length: 1_001 }, (_, row) => row % 4);
    const left = [...kernel.scores(user, mask)].filter((_, row) => mask[row] === 0);
    const mean = left.reduce((sum, score) => sum + score, 0) / left.length;
    expect(kernel.lastMean).toBeCloseTo(mean, 6);
    const variance = left.reduce((sum, score) => sum + (score - mean) ** 2, 0) / left.length;
    expect(kernel.lastDeviation).toBeCloseTo(Math.sqrt(variance), 6);
    kernel.scores(user, new Uint8Array(1_001).fill(1));
    expect([kernel.lastMean, kernel.lastDeviation]).toEqual([0, 0]);
  });
});

describe("one copy for all threads", () => {
  it("a thread that is sent the factors gives the same answer", async () => {
    const shared = someFactors(2_000, 16);
    const user = new Float32Array(16).fill(0.3);
    const program = `
      const { parentPort, workerData } = require("node:worker_threads");
      const { typescript, module, shared, user } = workerData;
      import(typescript)
        .then(({ register }) => register())
        .then(() => import(module))
        .then(({ FactorKernel }) => parentPort.postMessage(FactorKernel.open(shared).top(user, 5)));`;
    const module = new URL("./factor-kernel.ts", import.meta.url).href;
    const typescript = import.meta.resolve("tsx/esm/api");
    const own = FactorKernel.open(shared).top(user, 5);
    const answers = await Promise.all(
      [1, 2].map(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker(program, { eval: true, workerData: { typescript, module, shared, user } });
            worker.once("message", resolve).once("error", reject);
          }),
      ),
    );
    expect(answers).toEqual([own, own]);
  });

  it("a kernel's place is free again once it is disposed of", () => {
    const shared = someFactors(10, 8, { kernels: 1 });
    const kernel = FactorKernel.open(shared);
    expect(() => FactorKernel.open(shared)).toThrow(RangeError);
    kernel.dispose();
    expect(FactorKernel.open(shared).top(new Float32Array(8).fill(1), 3).rows.length).toBe(3);
  });

  it("three kernels are open for each of many threads", () => {
    const shared = someFactors(10, 8);
    const kernels = Array.from({ length: 192 }, () => FactorKernel.open(shared));
    const scores = kernels.map((kernel) => [...kernel.scores(new Float32Array(8).fill(1))]);
    for (const own of scores) expect(own).toEqual(scores[0]);
    for (const kernel of kernels) kernel.dispose();
  });

  it("rows may be added behind those that others read", () => {
    const shared = someFactors(1_500, 16, { capacity: 1_600, quantised: true });
    const before = FactorKernel.open(shared);
    const user = new Float32Array(16).fill(1);
    const answer = before.top(user, 3);
    const more = extendFactors(shared, 1_600);
    if (more === undefined) throw new Error("no room");
    factorsOf(more).fill(9, 1_500 * 16);
    sealFactors(more, 1_500);
    expect(before.top(user, 3)).toEqual(answer);
    expect([...FactorKernel.open(more).top(user, 2).rows]).toEqual([1_500, 1_501]);
    expect(extendFactors(shared, 1_601)).toBeUndefined();
  });

  it("more than a process can map is refused with its size", () => {
    expect(() => allocateFactors(40_000_000, 64)).toThrow(/4096/);
    expect(() => allocateFactors(10, 12)).toThrow(RangeError);
  });
});
