import {
  allocateFactors,
  FactorKernel,
  factorsOf,
  type SharedFactors,
  sealFactors,
  selectTop,
} from "../../src/models/kernels/index.js";
import { seededRandom } from "../../src/training/seeded-random.js";
import type { MicroResult } from "./engine-step.js";

export interface TopTenResult {
  /** Of the process, an operation. */
  readonly cpuUs: number;
  /** Share of the ten that the exact f32 scan gives. */
  readonly recall: number;
  /** The shared memory with factors, int8 copy and the scratch of 64 threads. */
  readonly sharedMb: number;
}

const DIMENSION = 64;
/** Items come in tastes, as real factors do; popular ones are longer. */
const TASTES = 200;
const HISTORIES = [10, 50, 100];
const RECIPE = { unobserved: 0.2, regularisation: 0.01, frequencyExponent: 1 };
const RECALL_PEOPLE = 50;
/** Rows that a gramian matrix is estimated from. */
const SAMPLE = 3_000;

export function benchTopTen(
  catalogue: { items: number; quantised: boolean; rounds: number },
  say: (text: string) => void,
): (MicroResult & TopTenResult)[] {
  const { items, quantised, rounds } = catalogue;
  const shared = allocateFactors(items, DIMENSION, { quantised });
  fillTastes(factorsOf(shared));
  sealFactors(shared);
  const kernel = FactorKernel.open(shared);
  const gramian = sampledGramian(shared);
  const random = seededRandom(11);
  return HISTORIES.map((length) => {
    const weights = Float32Array.from({ length }, (_, rank) => 0.05 + 2 * 2 ** (-rank / 5));
    const people = Array.from({ length: Math.min(rounds, 500) }, () => historyOf(random, items, length));
    const topTen = (n: number) => {
      const history = people[n % people.length] as Uint32Array;
      const user = kernel.foldIn(history, weights, gramian, { ...RECIPE, items });
      return { user, top: kernel.top(user, 10) };
    };
    const measured = measure(topTen, rounds);
    const scan = quantised ? "int8 scan + f32 rescore" : "f32 scan";
    const name = `fold-in of ${length} + exact top-10 of ${items.toLocaleString("en")} x ${DIMENSION}, ${scan}`;
    const recall = recallOf(kernel, topTen);
    say(`${name}: ${measured.cpuUs.toFixed(0)} us CPU, p99 ${measured.p99Ms.toFixed(3)} ms, recall@10 ${recall}`);
    return { name, ...measured, recall, sharedMb: Math.round(shared.memory.buffer.byteLength / 2 ** 20) };
  });
}

function measure(run: (n: number) => unknown, rounds: number): Omit<MicroResult, "name"> & { cpuUs: number } {
  for (let n = 0; n < rounds / 2; n++) run(n);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let n = 0; n < rounds; n++) {
    const begin = performance.now();
    run(n);
    times.push(performance.now() - begin);
  }
  const { user, system } = process.cpuUsage(cpu);
  const cpuUs = (user + system) / rounds;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] as number;
  return { perSecond: Math.round(1e6 / cpuUs), p50Ms: at(0.5), p99Ms: at(0.99), cpuUs };
}

function recallOf(
  kernel: FactorKernel,
  topTen: (n: number) => { user: Float32Array; top: { rows: Uint32Array } },
): number {
  let found = 0;
  for (let n = 0; n < RECALL_PEOPLE; n++) {
    const { user, top } = topTen(n);
    const exact = selectTop(kernel.scores(user), 10).rows;
    found += exact.filter((row) => top.rows.includes(row)).length;
  }
  return found / (RECALL_PEOPLE * 10);
}

/** Row r has taste r mod TASTES. */
function fillTastes(into: Float32Array): void {
  const random = seededRandom(5);
  const around = (): number => random() + random() - 1;
  const tastes = Float32Array.from({ length: TASTES * DIMENSION }, around);
  for (let row = 0; row < into.length / DIMENSION; row++) {
    const length = 0.05 + 0.3 * random() ** 4;
    const taste = (row % TASTES) * DIMENSION;
    for (let i = 0; i < DIMENSION; i++) {
      into[row * DIMENSION + i] = length * ((tastes[taste + i] as number) + 0.8 * around());
    }
  }
}

/** Three tastes and a tenth of chance. */
function historyOf(random: () => number, items: number, length: number): Uint32Array {
  const tastes = Array.from({ length: 3 }, () => Math.floor(random() * TASTES));
  return Uint32Array.from({ length }, (_, n) => {
    const any = Math.floor(random() * items);
    const near = any - (any % TASTES) + (tastes[n % 3] as number);
    return random() < 0.1 || near >= items ? any : near;
  });
}

function sampledGramian(shared: SharedFactors): Float32Array {
  const factors = factorsOf(shared);
  const step = Math.max(1, Math.floor(shared.rows / SAMPLE));
  const gramian = new Float32Array(DIMENSION * DIMENSION);
  for (let row = 0; row < shared.rows; row += step) {
    const x = factors.subarray(row * DIMENSION, (row + 1) * DIMENSION);
    x.forEach((left, i) =>
      x.forEach((right, j) => {
        const at = i * DIMENSION + j;
        gramian[at] = (gramian[at] as number) + step * left * right;
      }),
    );
  }
  return gramian;
}
