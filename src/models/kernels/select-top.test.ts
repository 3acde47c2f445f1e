import fc from "fast-check";
import { expect, it } from "vitest";
import { selectTop } from "./select-top.js";

const scores = fc.array(fc.constantFrom(-1, -0.5, 0, 0.25, 0.5, 1, 2, Number.NaN), { maxLength: 60 });

it("gives what sorting all would give: the best first, among equals the lower row", () => {
  fc.assert(
    fc.property(scores, fc.nat(70), fc.constantFrom("all", "mask", "question"), (all, k, how) => {
      const left = (row: number): boolean => how !== "all" && row % 3 === 1;
      const skip =
        how === "all" ? undefined : how === "mask" ? Uint8Array.from(all, (_, row) => (left(row) ? 1 : 0)) : left;
      const sorted = all
        .map((score, row) => ({ score, row }))
        .filter(({ score, row }) => !Number.isNaN(score) && !left(row))
        .toSorted((a, b) => b.score - a.score || a.row - b.row)
        .slice(0, k);
      const top = selectTop(Float32Array.from(all), k, skip);
      expect([...top.rows]).toEqual(sorted.map(({ row }) => row));
      expect([...top.scores]).toEqual(sorted.map(({ score }) => score));
    }),
  );
});
