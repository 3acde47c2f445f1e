import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openOperations } from "./open-operations.js";
import { chunkBytes, type Operations } from "./operations.js";
import { sharedMemory, type WasmMemory } from "./web-assembly.js";

/** A memory with the same bytes for each of the two, and places in it. */
class Bench {
  readonly memory: WasmMemory = sharedMemory(1 << 20);
  #end = 64;

  place(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 16) * 16;
    return at;
  }

  floats(values: ArrayLike<number>): number {
    const at = this.place(values.length * 4);
    new Float32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  words(values: ArrayLike<number>): number {
    const at = this.place(values.length * 4);
    new Uint32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer.slice(at, at + length));
  }
}

/** Runs `work` on both implementations over equal memories; what it leaves at the address it returns must be equal to the bit. */
function bothGive(work: (operations: Operations, bench: Bench) => [at: number, bytes: number][]): void {
  const results = [true, false].map((simd) => {
    const bench = new Bench();
    return work(openOperations(bench.memory, { simd }), bench).map(([at, bytes]) => bench.bytes(at, bytes));
  });
  expect(results[1]).toEqual(results[0]);
}

const value = fc.float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true });
const vector = (length: number) => fc.array(value, { minLength: length, maxLength: length });

/** Rows of factors, and who met which of them with what weight. */
const problem = fc
  .record({ eighths: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 1, max: 40 }) })
  .chain(({ eighths, rows }) =>
    fc.record({
      d: fc.constant(eighths * 8),
      rows: fc.constant(rows),
      factors: vector(rows * eighths * 8),
      user: vector(eighths * 8),
      met: fc.array(fc.nat(rows - 1), { maxLength: 70 }),
      mask: fc.array(fc.constantFrom(0, 0, 1, 255), { minLength: rows, maxLength: rows }),
      quarter: fc.integer({ min: 1, max: 20 }),
    }),
  );

describe("WebAssembly and TypeScript give the same bits", () => {
  it("in solving for a side, and in its gramian matrix", () => {
    fc.assert(
      fc.property(problem, ({ d, rows, factors, met, quarter }) => {
        bothGive((operations, bench) => {
          const table = bench.floats(factors);
          const gramian = bench.place(d * d * 4);
          operations.gramian(gramian, table, 0, rows, d);
          const [a, b, out] = [bench.place(d * d * 4), bench.place(d * 4), bench.place(d * 12)];
          operations.halfStep(
            0,
            3,
            bench.words([0, met.length, met.length, met.length * 2]),
            bench.words([...met, ...met.toReversed()]),
            bench.floats([...met, ...met].map((_, n) => ((n % 7) + 1) / 4)),
            table,
            gramian,
            0.3,
            bench.floats([quarter / 4, 1, quarter / 2]),
            out,
            d,
            a,
            b,
            bench.place(chunkBytes(d)),
          );
          const upper = Array.from({ length: d }, (_, i): [number, number] => [gramian + (i * d + i) * 4, (d - i) * 4]);
          return [[out, d * 12], ...upper];
        });
      }),
      { numRuns: 60 },
    );
  });

  it("in scores, their sums, and scores of some rows", () => {
    fc.assert(
      fc.property(problem, fc.boolean(), ({ d, rows, factors, user, met, mask }, masked) => {
        bothGive((operations, bench) => {
          const [table, vector] = [bench.floats(factors), bench.floats(user)];
          const [out, sums, some] = [bench.place(rows * 4), bench.place(24), bench.place(met.length * 4)];
          const bytes = bench.place(rows + 4);
          new Uint8Array(bench.memory.buffer).set(mask, bytes);
          operations.scores(table, vector, masked ? bytes : 0, out, rows, d, sums);
          operations.scoresAt(table, vector, bench.words(met), some, met.length, d);
          const all = new Float32Array(bench.memory.buffer, out, rows);
          expect(met.map((row) => all[row])).toEqual([...new Float32Array(bench.memory.buffer, some, met.length)]);
          const left = [...all].filter((_, row) => !masked || mask[row] === 0);
          const [count, sum] = new Float64Array(bench.memory.buffer, sums, 3);
          expect(count).toBe(left.length);
          expect(sum).toBeCloseTo(
            left.reduce((total, score) => total + score, 0),
            6,
          );
          return [[out, rows * 4] as const, [sums, 24] as const].map(([at, length]) => [at, length]);
        });
      }),
    );
  });

  it("in upper bounds from int8", () => {
    const byte = fc.integer({ min: -127, max: 127 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }).chain((sixteenths) =>
          fc.record({
            width: fc.constant(sixteenths * 16),
            rows: fc.array(fc.array(byte, { minLength: sixteenths * 16, maxLength: sixteenths * 16 }), {
              maxLength: 9,
            }),
            user: fc.array(fc.integer({ min: -32_767, max: 32_767 }), {
              minLength: sixteenths * 16,
              maxLength: sixteenths * 16,
            }),
          }),
        ),
        ({ width, rows, user }) => {
          bothGive((operations, bench) => {
            const [table, vector, out] = [bench.place(rows.length * width), bench.place(width * 2), bench.place(64)];
            new Int8Array(bench.memory.buffer).set(rows.flat(), table);
            new Int16Array(bench.memory.buffer).set(user, vector >> 1);
            const scales = bench.floats(rows.map((_, n) => (n + 1) / 90));
            const residuals = bench.floats(rows.map((_, n) => n / 50));
            operations.upperBounds(table, width, scales, residuals, vector, 1 / 3e4, 1.7, 1e-5, out, rows.length);
            return [[out, rows.length * 4]];
          });
        },
      ),
    );
  });
});
