import type { LoggedChoices } from "./choices.js";

/** Columns of a model: the most frequent. 256 x 256 numbers are solved for in some milliseconds. */
const MOST_COLUMNS = 256;
/** What fewer rows show teaches nothing. */
const LEAST_ROWS = 10;

/** One row's columns that are not 0; overwritten by the next. */
interface Columns {
  readonly at: Uint32Array;
  readonly value: Float64Array;
  readonly count: number;
}

/**
 * What a reward model reads of a choice: the arm, each fact of the moment, both together, and what the decision believed. Columns are those that the rows
 * it learns from show often enough; numbers are brought to a standard deviation of 1.
 */
export class FeatureRows {
  readonly #choices: LoggedChoices;
  /** Column + 1 by key: 0 means that it has none. */
  readonly #columns = new Map<number, number>();
  readonly #scale: Float64Array;
  readonly #beliefScale: number;
  readonly #at: Uint32Array;
  readonly #value: Float64Array;
  readonly width: number;

  constructor(choices: LoggedChoices, learnsFrom: (row: number) => boolean) {
    this.#choices = choices;
    const { count, features, chosen, context, contextValue, contextFrom, belief } = choices;
    const seen = new Map<number, number>();
    const moments = features.map(() => new Spread());
    const beliefs = new Spread();
    let longest = 0;
    for (let row = 0; row < count; row++) {
      const [first, end] = [contextFrom[row] as number, contextFrom[row + 1] as number];
      longest = Math.max(longest, end - first);
      if (!learnsFrom(row)) continue;
      const choice = chosen[row] as number;
      for (const key of this.#keys(row, choice)) seen.set(key, (seen.get(key) ?? 0) + 1);
      for (let at = first; at < end; at++) moments[context[at] as number]?.add(contextValue[at] as number);
      if (belief !== undefined) beliefs.add(belief[choice] as number);
    }
    [...seen]
      .filter(([, rows]) => rows >= LEAST_ROWS)
      .toSorted(([a, rows], [b, others]) => others - rows || a - b)
      .slice(0, MOST_COLUMNS)
      .forEach(([key], column) => this.#columns.set(key, column));
    this.width = this.#columns.size;
    this.#scale = Float64Array.from(moments, (one) => one.scale());
    this.#beliefScale = beliefs.scale();
    this.#at = new Uint32Array(2 * longest + 2);
    this.#value = new Float64Array(2 * longest + 2);
  }

  read(row: number, choice: number): Columns {
    const { context, contextFrom, contextValue, belief } = this.#choices;
    let count = 0;
    const put = (key: number, value: number): void => {
      const column = this.#columns.get(key);
      if (column === undefined) return;
      this.#at[count] = column;
      this.#value[count++] = value;
    };
    const arm = this.#armKey(choice);
    put(arm, 1);
    if (belief !== undefined) put(BELIEF, (belief[choice] as number) * this.#beliefScale);
    for (let at = contextFrom[row] as number; at < (contextFrom[row + 1] as number); at++) {
      const feature = context[at] as number;
      const value = (contextValue[at] as number) * (this.#scale[feature] as number);
      put(this.#momentKey(feature), value);
      put(this.#bothKey(choice, feature), value);
    }
    return { at: this.#at, value: this.#value, count };
  }

  times(row: number, choice: number, weights: Float64Array): number {
    const { at, value, count } = this.read(row, choice);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (value[i] as number) * (weights[at[i] as number] as number);
    return sum;
  }

  *#keys(row: number, choice: number): Generator<number> {
    const { context, contextFrom, belief } = this.#choices;
    yield this.#armKey(choice);
    if (belief !== undefined) yield BELIEF;
    for (let at = contextFrom[row] as number; at < (contextFrom[row + 1] as number); at++) {
      yield this.#momentKey(context[at] as number);
      yield this.#bothKey(choice, context[at] as number);
    }
  }

  #armKey(choice: number): number {
    return 1 + (this.#choices.arm[choice] as number);
  }

  #momentKey(feature: number): number {
    return 1 + this.#choices.arms.length + feature;
  }

  #bothKey(choice: number, feature: number): number {
    const { arms, features, arm } = this.#choices;
    return 1 + arms.length + features.length + (arm[choice] as number) * features.length + feature;
  }
}

const BELIEF = 0;

/** A column of ones and zeros is left as it is; another is divided by its standard deviation. */
class Spread {
  #count = 0;
  #sum = 0;
  #squares = 0;
  #isFlag = true;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
    if (value !== 1) this.#isFlag = false;
  }

  scale(): number {
    if (this.#isFlag || this.#count === 0) return 1;
    const variance = this.#squares / this.#count - (this.#sum / this.#count) ** 2;
    return variance > 0 ? 1 / Math.sqrt(variance) : 1;
  }
}
