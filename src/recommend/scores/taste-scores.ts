import type { FactorKernel } from "../../models/kernels/index.js";
import type { Evidence } from "../evidence.js";
import type { LearntRows } from "../serving/shared-model.js";
import type { FactorScores } from "./factor-scores.js";

/** Factors are f32: a variance that is less of the mean square is none. */
const ROUNDING = 1e-6;
/** Whose fold-in a kernel still holds: explaining goes on from there. */
const lastFolded = new WeakMap<FactorKernel, TasteScores>();

/**
 * The person folded in, in closed form, and their score of every row. Mean and deviation are those over the items that the model was trained on, exactly, from
 * the mean vector and the Gramian: E[u x] = u m, E[(u x)^2] = u^T G u / |I|. So they cost no scan, and are the same whether all rows are scored or a few.
 */
export class TasteScores implements FactorScores {
  readonly signal = "taste";
  readonly mean: number;
  readonly deviation: number;
  readonly why: NonNullable<FactorScores["why"]>;
  readonly #kernel: FactorKernel;
  readonly #learnt: LearntRows;
  readonly #evidence: Evidence;
  readonly #user: Float32Array;

  constructor(learnt: LearntRows, kernel: FactorKernel, evidence: Evidence) {
    this.#learnt = learnt;
    this.#kernel = kernel;
    this.#evidence = evidence;
    this.#user = this.#foldIn().slice();
    const { items, gramian } = learnt.model;
    this.mean = this.#user.reduce((sum, value, i) => sum + value * (learnt.meanVector[i] as number), 0);
    const square = quadratic(gramian, this.#user) / items;
    const variance = square - this.mean ** 2;
    this.deviation = variance > ROUNDING * square ? Math.sqrt(variance) : 0;
    this.why = { evidence, shares: (rows) => this.#shares(rows) };
  }

  at(row: number): number {
    return this.#kernel.scoresAt(this.#user, [row])[0] as number;
  }

  addTo(out: Float32Array, scale: number): void {
    const scores = this.#kernel.scores(this.#user);
    for (let row = 0; row < out.length; row++) out[row] = (out[row] as number) + scale * (scores[row] as number);
  }

  addAt(out: Float32Array, rows: Uint32Array, scale: number): void {
    const scores = this.#kernel.scoresAt(this.#user, rows);
    for (let n = 0; n < rows.length; n++) out[n] = (out[n] as number) + scale * (scores[n] as number);
  }

  best(k: number, isOut: (row: number) => boolean): Uint32Array {
    return this.#kernel.top(this.#user, k, isOut).rows;
  }

  #foldIn(): Float32Array {
    const { items, gramian, serving } = this.#learnt.model;
    lastFolded.set(this.#kernel, this);
    return this.#kernel.foldIn(this.#evidence.rows, this.#evidence.weights, gramian, {
      ...serving,
      items,
    });
  }

  #shares(rows: readonly number[]): Float32Array {
    if (lastFolded.get(this.#kernel) !== this) this.#foldIn();
    const { rows: own, weights } = this.#evidence;
    const shares = new Float32Array(rows.length * own.length);
    rows.forEach((row, n) => {
      shares.set(this.#kernel.contributions(own, weights, row), n * own.length);
    });
    return shares;
  }
}

/** Wipes what a kernel holds of the last person, once their answer is made: a vector of their own, or one of what they looked at. */
export function forgetTaste(kernel: FactorKernel): void {
  lastFolded.delete(kernel);
  kernel.forget();
}

/** x^T A x of a symmetric matrix, from its upper triangle. */
function quadratic(matrix: Float32Array, x: Float32Array): number {
  const d = x.length;
  let sum = 0;
  for (let i = 0; i < d; i++) {
    let rest = 0;
    for (let j = i + 1; j < d; j++) rest += (matrix[i * d + j] as number) * (x[j] as number);
    sum += (x[i] as number) * (2 * rest + (matrix[i * d + i] as number) * (x[i] as number));
  }
  return sum;
}
