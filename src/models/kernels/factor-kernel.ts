import { openOperations } from "./open-operations.js";
import type { Operations } from "./operations.js";
import { quantiseUser } from "./quantise.js";
import { type FoldInRecipe, frequencyScaled } from "./regularisation.js";
import { selectTop, type Skip, type Top } from "./select-top.js";
import { largestNorm, RUN, type SharedFactors, SLOT_WORDS, type SlotPlaces, slotPlaces } from "./shared-factors.js";

/** Candidates of an int8 scan that are scored again, beside k: enough to prove the result at the first try, nearly always. */
const FIRST_CANDIDATES = 32;
/** From this share of the rows on, scoring candidates again costs more than the exact scan. */
const MOST_CANDIDATES = 1 / 16;

/**
 * One thread's work on SharedFactors: fold-in, explanation, scores, top-k. Views that it returns are valid until the next call. What it knows of a person
 * lies in its scratch until the next one's, or until forget(); dispose() gives the scratch back.
 */
export class FactorKernel {
  readonly shared: SharedFactors;
  /** Of the last scores(): over all rows, or over those that its mask left in. 0 where there were none. */
  lastMean = 0;
  lastDeviation = 0;
  readonly #operations: Operations;
  readonly #slot: number;
  readonly #at: SlotPlaces;
  readonly #floats: Float32Array;

  /** @throws RangeError where as many kernels are open as the factors were allocated for */
  static open(shared: SharedFactors, options: { simd?: boolean } = {}): FactorKernel {
    const words = new Int32Array(shared.memory.buffer, SLOT_WORDS, shared.places.kernels);
    for (let slot = 0; slot < words.length; slot++) {
      if (Atomics.compareExchange(words, slot, 0, 1) === 0) return new FactorKernel(shared, slot, options);
    }
    throw new RangeError(`${words.length} kernels are open on these factors`);
  }

  private constructor(shared: SharedFactors, slot: number, options: { simd?: boolean }) {
    const { dimension, capacity, places, memory } = shared;
    this.shared = shared;
    this.#slot = slot;
    this.#at = slotPlaces(places.slots + slot * places.slotBytes, dimension, capacity);
    this.#operations = openOperations(memory, options);
    this.#floats = new Float32Array(memory.buffer);
  }

  /** Wipes the person: vector, history, normal equations. Scores are left; they say which items are liked, not by whom. */
  forget(): void {
    this.#floats.fill(0, this.#at.a >>> 2, this.#at.scores >>> 2);
  }

  dispose(): void {
    this.forget();
    Atomics.store(new Int32Array(this.shared.memory.buffer, SLOT_WORDS, this.shared.places.kernels), this.#slot, 0);
  }

  /**
   * The vector of somebody who met these rows, in closed form: (alpha_0 G + sum w x x^T + lambda' I)^-1 sum w x. `gramian`: dimension x dimension,
   * the sum of x x^T over the items trained on. A row may stand there more than once. Nobody's vector (no rows) is zero.
   */
  foldIn(
    rows: ArrayLike<number>,
    weights: ArrayLike<number>,
    gramian: Float32Array,
    recipe: FoldInRecipe,
  ): Float32Array {
    const { dimension: d, places } = this.shared;
    const { a, b, chunk, folded } = this.#at;
    let total = 0;
    for (let n = 0; n < rows.length; n++) total += Math.fround(weights[n] as number);
    const regularisation = frequencyScaled(total, recipe.items, recipe);
    this.#floats.set(gramian, this.#at.gramian >>> 2);
    this.#operations.begin(a, this.#at.gramian, recipe.unobserved, regularisation, d);
    this.#floats.fill(0, b >>> 2, (b >>> 2) + d);
    for (let first = 0; first < rows.length; first += RUN) {
      const count = this.#handOver(rows, first);
      for (let n = 0; n < count; n++) this.#floats[(this.#at.weights >>> 2) + n] = weights[first + n] as number;
      this.#operations.accumulate(a, b, places.factors, this.#at.rows, this.#at.weights, count, d, chunk);
    }
    this.#operations.factorise(a, d);
    this.#operations.solve(a, b, folded, d);
    return this.#view(folded, d);
  }

  /**
   * What each interaction of the last foldIn gives to the score of `target`: w_i x_target^T A^-1 x_i. They add up to the score exactly, but for
   * rounding. `rows` and `weights` are those of that foldIn.
   */
  contributions(rows: ArrayLike<number>, weights: ArrayLike<number>, target: number): Float32Array {
    const { dimension: d, places } = this.shared;
    this.#inRange(target);
    this.#operations.solve(this.#at.a, places.factors + target * d * 4, this.#at.target, d);
    const shares = this.#scoresAt(this.#at.target, rows);
    for (let n = 0; n < shares.length; n++) shares[n] = (shares[n] as number) * (weights[n] as number);
    return shares;
  }

  /** The score of every row. A row whose byte in `mask` is not 0 is scored but left out of lastMean and lastDeviation. */
  scores(user: Float32Array, mask?: Uint8Array): Float32Array {
    const { rows, dimension: d, places } = this.shared;
    const { scores, sums } = this.#at;
    const bytes = mask === undefined ? 0 : this.#at.mask;
    if (mask !== undefined) {
      if (mask.length < rows) throw new RangeError(`a mask of ${mask.length} for ${rows} rows`);
      new Uint8Array(this.shared.memory.buffer).set(mask.subarray(0, rows), bytes);
    }
    this.#operations.scores(places.factors, this.#user(user), bytes, scores, rows, d, sums);
    const [count = 0, sum = 0, squares = 0] = new Float64Array(this.shared.memory.buffer, sums, 3);
    this.lastMean = count === 0 ? 0 : sum / count;
    this.lastDeviation = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - this.lastMean ** 2));
    return this.#view(scores, rows);
  }

  /** The scores of some rows, with the same bits as scores(). A copy. */
  scoresAt(user: Float32Array, rows: ArrayLike<number>): Float32Array {
    return this.#scoresAt(this.#user(user), rows);
  }

  /**
   * The k best rows, exactly. Where there is an int8 copy, it is scanned for what each score can be at most; the best by that are scored in f32, and
   * where that does not prove that no other row can be among the k, more are.
   */
  top(user: Float32Array, k: number, skip?: Skip): Top {
    const { rows, quantised } = this.shared;
    if (quantised) {
      for (let wanted = 4 * k + FIRST_CANDIDATES; wanted <= rows * MOST_CANDIDATES; wanted *= 4) {
        const proven = this.#topOfCandidates(user, k, wanted, skip);
        if (proven !== undefined) return proven;
      }
    }
    return selectTop(this.scores(user), k, skip);
  }

  #topOfCandidates(user: Float32Array, k: number, wanted: number, skip: Skip | undefined): Top | undefined {
    const { rows, dimension, places, memory } = this.shared;
    const { user16, scores } = this.#at;
    const { scale, norm, residual } = quantiseUser(user, new Int16Array(memory.buffer, user16, dimension));
    // What int16 leaves out, and the rounding of d products in f32, here and in the exact score.
    const slack = largestNorm(this.shared) * (residual + norm * (dimension + 8) * 2 ** -22);
    const { int8, width, scales, residuals } = places;
    this.#operations.upperBounds(int8, width, scales, residuals, user16, scale, norm, slack, scores, rows);
    const candidates = selectTop(this.#view(scores, rows), wanted, skip);
    const order = candidates.rows.slice().sort();
    const best = selectTop(this.scoresAt(user, order), k);
    const rest = candidates.rows.length < wanted ? Number.NEGATIVE_INFINITY : (candidates.scores.at(-1) as number);
    if (best.rows.length < Math.min(k, candidates.rows.length) || !((best.scores.at(-1) ?? 0) > rest)) return undefined;
    return { rows: best.rows.map((place) => order[place] as number), scores: best.scores };
  }

  #scoresAt(user: number, rows: ArrayLike<number>): Float32Array {
    const { dimension: d, places } = this.shared;
    const found = new Float32Array(rows.length);
    for (let first = 0; first < rows.length; first += RUN) {
      const count = this.#handOver(rows, first);
      this.#operations.scoresAt(places.factors, user, this.#at.rows, this.#at.scores, count, d);
      found.set(this.#view(this.#at.scores, count), first);
    }
    return found;
  }

  /** A run of rows into the scratch; how many. */
  #handOver(rows: ArrayLike<number>, first: number): number {
    const count = Math.min(RUN, rows.length - first);
    const into = new Uint32Array(this.shared.memory.buffer, this.#at.rows, count);
    for (let n = 0; n < count; n++) {
      const row = rows[first + n] as number;
      this.#inRange(row);
      into[n] = row;
    }
    return count;
  }

  #inRange(row: number): void {
    if (!(row >= 0 && row < this.shared.rows)) throw new RangeError(`row ${row} of ${this.shared.rows}`);
  }

  /** The address of a user's vector: its own where it is in this memory already. */
  #user(user: Float32Array): number {
    const { dimension, memory } = this.shared;
    if (user.length !== dimension) throw new RangeError(`a vector of ${user.length} for dimension ${dimension}`);
    if (user.buffer === memory.buffer && user.byteOffset % 16 === 0) return user.byteOffset;
    this.#floats.set(user, this.#at.user >>> 2);
    return this.#at.user;
  }

  #view(address: number, length: number): Float32Array {
    return new Float32Array(this.shared.memory.buffer, address, length);
  }
}
