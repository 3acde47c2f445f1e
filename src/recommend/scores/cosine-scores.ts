import { type FactorKernel, factorsOf } from "../../models/kernels/index.js";
import type { Evidence } from "../evidence.js";
import type { LearntRows } from "../serving/shared-model.js";
import type { FactorScores } from "./factor-scores.js";

/** How much alike rows are to some items by their factors: the mean of the cosines, -1 to 1. */
export class CosineScores implements FactorScores {
  readonly signal = "taste";
  readonly mean = 0;
  readonly deviation = 1;
  readonly why: NonNullable<FactorScores["why"]>;
  readonly #kernel: FactorKernel;
  readonly #norms: Float32Array;
  /** The mean of the items' unit vectors. */
  readonly #centre: Float32Array;

  constructor({ factors, norms }: LearntRows, kernel: FactorKernel, evidence: Evidence) {
    const { dimension } = factors;
    const vectors = factorsOf(factors);
    this.#kernel = kernel;
    this.#norms = norms;
    this.#centre = new Float32Array(dimension);
    const units = evidence.rows.map((row, n) => {
      const scale = inverse(norms[row] as number) * (evidence.weights[n] as number);
      return vectors.subarray(row * dimension, (row + 1) * dimension).map((value) => value * scale);
    });
    for (const unit of units) unit.forEach((value, i) => (this.#centre[i] = (this.#centre[i] as number) + value));
    this.why = {
      evidence,
      shares: (rows) => {
        const shares = new Float32Array(rows.length * units.length);
        units.forEach((unit, r) => {
          const dots = kernel.scoresAt(unit, rows);
          rows.forEach((row, n) => {
            shares[n * units.length + r] = (dots[n] as number) * inverse(norms[row] as number);
          });
        });
        return shares;
      },
    };
  }

  at(row: number): number {
    return (this.#kernel.scoresAt(this.#centre, [row])[0] as number) * inverse(this.#norms[row] as number);
  }

  addTo(out: Float32Array, scale: number): void {
    const dots = this.#kernel.scores(this.#centre);
    for (let row = 0; row < out.length; row++) {
      out[row] = (out[row] as number) + scale * (dots[row] as number) * inverse(this.#norms[row] as number);
    }
  }

  addAt(out: Float32Array, rows: Uint32Array, scale: number): void {
    const dots = this.#kernel.scoresAt(this.#centre, rows);
    for (let n = 0; n < rows.length; n++) {
      out[n] = (out[n] as number) + scale * (dots[n] as number) * inverse(this.#norms[rows[n] as number] as number);
    }
  }

  best(k: number, isOut: (row: number) => boolean): Uint32Array {
    return this.#kernel.top(this.#centre, k, isOut).rows;
  }
}

/** A row without a vector is like nothing. */
function inverse(norm: number): number {
  return norm > 0 ? 1 / norm : 0;
}
