import { AttuneError } from "../../../domain/errors.js";
import type { Interactions } from "../../interactions.js";
import { ownCrew, threadCrew } from "./crew.js";
import { pairsOf } from "./pairs.js";
import { Control, type Phase, sumGramian } from "./phases.js";
import { floats, type IalsPlan, planOf } from "./plan.js";
import type { IalsRecipe } from "./recipe.js";
import { fillStart, type WarmStart } from "./start.js";

export type { IalsRecipe } from "./recipe.js";
export type { WarmStart } from "./start.js";

export interface IalsOptions {
  readonly threads: number;
  readonly seed: number;
  /** An earlier version to go on from, by item id; of the same dimension. */
  readonly warmStart?: WarmStart;
  /** Vectors solved for so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface IalsFactors {
  /** items x dimension, over shared memory of its own. An item that nobody met has zeros. */
  readonly factors: Float32Array;
  /** dimension x dimension: the sum of x x^T over all items. */
  readonly gramian: Float32Array;
  /** Distinct pairs of a person and an item. */
  readonly pairs: number;
  /** Of the whole process while it trained, ms to start threads included. */
  readonly cpuSeconds: number;
  /** The most that training's own arrays took up at once. */
  readonly peakBytes: number;
}

/** Below so many multiplications (half a second or so) threads are not worth starting. */
const THREADS_FROM = 1e9;

/**
 * Implicit-feedback iALS (Hu, Koren and Volinsky, ICDM 2008) with frequency-scaled regularisation (Rendle et al., "Revisiting the Performance of iALS", RecSys
 * 2022). The same interactions, recipe and seed give the same factors to the bit, with any number of threads. People's vectors live in the run's
 * memory alone and end with it.
 * @throws AttuneError ATTUNE_MODEL_TOO_LARGE | ATTUNE_MODEL_INVALID (a warm start of another dimension); the signal's reason
 */
export async function trainIals(
  interactions: Interactions,
  recipe: IalsRecipe,
  options: IalsOptions,
): Promise<IalsFactors> {
  const { signal, warmStart } = options;
  const { dimension, iterations, warmIterations } = recipe.factors;
  checkWarmStart(warmStart, dimension);
  signal?.throwIfAborted();
  const cpu = process.cpuUsage();
  const pairs = pairsOf(interactions, recipe.kinds);
  const rounds = warmStart === undefined ? iterations : warmIterations;
  const vectors = interactions.people.length + interactions.items.length;
  const work = rounds * (pairs.count * dimension ** 2 + (vectors * dimension ** 3) / 6);
  const threads = work < THREADS_FROM ? 1 : Math.max(1, options.threads);
  const plan = planOf(pairs, interactions.items.length, dimension, recipe.factors, threads);
  const start = floats(plan, plan.items.factors, plan.items.count * dimension);
  fillStart(start, interactions.items, dimension, recipe.factors.startDeviation, options.seed, warmStart);
  await runPhases(plan, rounds, work < THREADS_FROM, options);
  const factors = new Float32Array(new SharedArrayBuffer(start.byteLength));
  factors.set(start);
  const { user, system } = process.cpuUsage(cpu);
  return {
    factors,
    gramian: floats(plan, plan.items.gramian, dimension * dimension).slice(),
    pairs: pairs.count,
    cpuSeconds: (user + system) / 1e6,
    peakBytes:
      plan.memory.buffer.byteLength + pairs.offsets.byteLength * 2 + interactions.count * 8 + factors.byteLength,
  };
}

async function runPhases(plan: IalsPlan, rounds: number, small: boolean, options: IalsOptions): Promise<void> {
  const { signal, onProgress } = options;
  const control = new Control(plan);
  const stop = (): void => control.stop();
  signal?.addEventListener("abort", stop, { once: true });
  const crew = small ? ownCrew(plan) : threadCrew(plan);
  const total = rounds * (plan.people.count + plan.items.count);
  let done = 0;
  const run = async (phase: Phase): Promise<void> => {
    const rows = phase.step === "solve" ? plan[phase.side].count : 0;
    await crew.run(phase, (share) => onProgress?.(done + Math.floor(rows * share), total));
    signal?.throwIfAborted();
    done += rows;
    if (phase.step === "gramian") sumGramian(plan, phase.side);
    else onProgress?.(done, total);
  };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const side of ["people", "items"] as const) {
        await run({ step: "gramian", side: side === "people" ? "items" : "people" });
        await run({ step: "solve", side });
      }
    }
    await run({ step: "gramian", side: "items" });
  } finally {
    signal?.removeEventListener("abort", stop);
    await crew.close();
  }
}

function checkWarmStart(warm: WarmStart | undefined, dimension: number): void {
  if (warm === undefined || warm.factors.length === warm.itemIds.length * dimension) return;
  const was = warm.factors.length / warm.itemIds.length;
  throw new AttuneError("ATTUNE_MODEL_INVALID", `cannot go on in ${dimension} dimensions from a version with ${was}`);
}
