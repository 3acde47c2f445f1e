import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.js";
import { foldInto, joined, type Layer, logitsOf } from "./layers.js";
import { momentsOf, standardise } from "./standardise.js";

const random = seededRandom(11);
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => 2 * random() - 1);
const network = (...sizes: readonly number[]): Layer[] =>
  sizes.slice(1).map((units, at) => ({ kernel: numbers((sizes[at] as number) * units), bias: numbers(units) }));

describe("layers", () => {
  it("side by side say what each says alone", () => {
    const [one, other] = [network(5, 4, 3, 1), network(5, 2, 6, 1)];
    const all = joined([one, undefined, other], 5);
    for (let n = 0; n < 20; n++) {
      const row = numbers(5);
      const [first, silent, last] = logitsOf(all, "relu", row);
      expect(first).toBeCloseTo(logitsOf(one, "relu", row)[0] as number, 5);
      expect(silent).toBe(0);
      expect(last).toBeCloseTo(logitsOf(other, "relu", row)[0] as number, 5);
    }
  });

  it("of one layer too", () => {
    const [one, other] = [network(3, 1), network(3, 1)];
    const row = numbers(3);
    const said = logitsOf(joined([one, other], 3), "relu", row);
    expect(said[0]).toBeCloseTo(logitsOf(one, "relu", row)[0] as number, 6);
    expect(said[1]).toBeCloseTo(logitsOf(other, "relu", row)[0] as number, 6);
  });

  it("take raw rows once standardisation is folded in; a column that never changed counts nothing", () => {
    const inputs = 4;
    const rows = Float32Array.from({ length: 200 * inputs }, (_, at) => (at % inputs === 2 ? 7 : 5 + 3 * random()));
    const moments = momentsOf(
      rows,
      inputs,
      Uint32Array.from({ length: 200 }, (_, at) => at),
    );
    const [first, ...rest] = network(inputs, 6, 1) as [Layer, Layer];
    const folded = [foldInto(first, moments), ...rest];
    const standard = new Float32Array(inputs);
    for (let row = 0; row < 200; row++) {
      standardise(rows, row, moments, standard, 0);
      const wanted = logitsOf([first, ...rest], "tanh", standard)[0] as number;
      const raw = rows.slice(row * inputs, (row + 1) * inputs);
      expect(logitsOf(folded, "tanh", raw)[0]).toBeCloseTo(wanted, 4);
      raw[2] = -1_000;
      expect(logitsOf(folded, "tanh", raw)[0]).toBeCloseTo(wanted, 4);
    }
  });
});
