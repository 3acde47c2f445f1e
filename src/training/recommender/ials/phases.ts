import { openOperations, type Operations } from "../../../models/kernels/index.js";
import { floats, type IalsPlan, PARTS, type SideName, scratchBytes } from "./plan.js";

/** What all threads do together before the next: solve for one side, or sum up its gramian matrix in parts. */
export interface Phase {
  readonly step: "solve" | "gramian";
  readonly side: SideName;
}

/** Rows a block of a solve: small enough that threads end together, large enough that taking one costs nothing. */
const SOLVE_ROWS = 32;
const NEXT = 0;
const STOP = 1;

export function blocksOf(plan: IalsPlan, { step, side }: Phase): number {
  return step === "gramian" ? PARTS : Math.ceil(plan[side].count / SOLVE_ROWS);
}

/** The words that threads agree by. */
export class Control {
  readonly #words: Int32Array;

  constructor(plan: IalsPlan) {
    this.#words = new Int32Array(plan.memory.buffer, plan.control, 2);
  }

  begin(): void {
    Atomics.store(this.#words, NEXT, 0);
  }

  take(): number {
    return Atomics.add(this.#words, NEXT, 1);
  }

  get taken(): number {
    return Atomics.load(this.#words, NEXT);
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) === 1;
  }
}

/** One thread of training: takes blocks until there are none. Rows are solved each for itself, so who takes which changes no bit. */
export class Hand {
  readonly #plan: IalsPlan;
  readonly #operations: Operations;
  readonly #control: Control;
  readonly #a: number;
  readonly #b: number;
  readonly #chunk: number;

  constructor(plan: IalsPlan, number: number) {
    this.#plan = plan;
    this.#operations = openOperations(plan.memory);
    this.#control = new Control(plan);
    const { dimension: d } = plan;
    this.#a = plan.scratch + number * scratchBytes(d);
    this.#b = this.#a + d * d * 4;
    this.#chunk = this.#b + Math.ceil((d * 4) / 64) * 64;
  }

  /** One block; false: there is none left, or training is to stop. */
  work(phase: Phase): boolean {
    if (this.#control.stopped) return false;
    const block = this.#control.take();
    if (block >= blocksOf(this.#plan, phase)) return false;
    if (phase.step === "solve") this.#solve(phase.side, block);
    else this.#gramianPart(phase.side, block);
    return true;
  }

  #solve(name: SideName, block: number): void {
    const { dimension, unobserved, people, items } = this.#plan;
    const [side, other] = name === "people" ? [people, items] : [items, people];
    this.#operations.halfStep(
      block * SOLVE_ROWS,
      Math.min(side.count, (block + 1) * SOLVE_ROWS),
      side.offsets,
      side.others,
      side.weights,
      other.factors,
      other.gramian,
      unobserved,
      side.regularisations,
      side.factors,
      dimension,
      this.#a,
      this.#b,
      this.#chunk,
    );
  }

  #gramianPart(name: SideName, part: number): void {
    const { dimension, parts } = this.#plan;
    const { factors, count } = this.#plan[name];
    const rows = Math.ceil(count / PARTS);
    const from = Math.min(count, part * rows);
    const to = Math.min(count, from + rows);
    this.#operations.gramian(parts + part * dimension * dimension * 4, factors, from, to, dimension);
  }
}

/** Adds up the parts in their order, in f64, into the side's gramian matrix: symmetric, in full. */
export function sumGramian(plan: IalsPlan, side: SideName): void {
  const { dimension: d } = plan;
  const parts = floats(plan, plan.parts, PARTS * d * d);
  const into = floats(plan, plan[side].gramian, d * d);
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      let sum = 0;
      for (let part = 0; part < PARTS; part++) sum += parts[part * d * d + i * d + j] as number;
      into[i * d + j] = sum;
      into[j * d + i] = sum;
    }
  }
}
