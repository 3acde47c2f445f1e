import type { Calibration } from "../../models/dense/calibration.js";
import { openTensorflow } from "../../models/tensorflow/index.js";
import { answersOf, type DenseData } from "./data.js";
import { fitHead, type FittedHead } from "./fit-head.js";
import { joined } from "./layers.js";
import { layersModelOf, type NetworkParts } from "./layers-model.js";
import type { HeadReport } from "./measure.js";
import { prepare } from "./prepare.js";
import type { DenseRecipe } from "./recipe.js";
import { type PartName, PARTS, type Slices } from "./slices.js";
import type { Checkpoint } from "./training-state.js";

/** Says 0 to everything: what a head says of which too little is known. */
const SILENT: Calibration = { kind: "isotonic", x: [0], y: [0] };

export interface FitOptions {
  readonly recipe: DenseRecipe;
  readonly seed: number;
  readonly onProgress?: ((phase: string, done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** By head: where its training goes on from. */
  readonly checkpoint?: ((head: string) => Checkpoint) | undefined;
}

/** A model, and how good it is on data later than all that it was made from. */
export interface Fitted {
  readonly parts: NetworkParts;
  readonly calibration: Readonly<Record<string, Calibration>>;
  /** Heads of which too few answers are known: they say 0. */
  readonly silent: readonly string[];
  /** By head: the share of yeses among all that is known. */
  readonly positives: Readonly<Record<string, number>>;
  /** By head that isn't silent and was tested on both answers. */
  readonly heads: Readonly<Record<string, HeadReport>>;
  readonly slices: Readonly<Record<string, Readonly<Record<PartName, SliceFacts>>>>;
  /** When the last head's test begins, ms: of what happened from then on the model knows nothing. */
  readonly testFrom: number;
  /** By head: the rows of its test, and what the model says of them. */
  readonly test: Readonly<Record<string, { readonly rows: Uint32Array; readonly p: Float64Array }>>;
  /** By head that isn't silent: how its training went. */
  readonly training: Readonly<Record<string, FittedHead["training"]>>;
  readonly backend: string;
  readonly cpuSeconds: number;
}

export interface SliceFacts {
  readonly rows: number;
  readonly positives: number;
  /** ISO 8601; "" where it is empty. */
  readonly from: string;
  readonly until: string;
}

/**
 * Fits, stops, calibrates and measures, each on a later slice of time. The same data, recipe and seed give the same model on one backend.
 * @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE; the signal's reason
 */
export async function fitDense(data: DenseData, options: FitOptions): Promise<Fitted> {
  const { recipe, seed } = options;
  const cpu = process.cpuUsage();
  const { slices, silent } = prepare(data, recipe);
  const tensorflow = await openTensorflow();
  const fitted: (FittedHead & { readonly name: string; readonly slice: Slices })[] = [];
  for (const [head, name] of data.heads.entries()) {
    if (silent.includes(name)) continue;
    const slice = slices[head] as Slices;
    const watch = (phase: "network" | "baseline") => ({
      signal: options.signal,
      onProgress: (done: number, total: number) =>
        options.onProgress?.(phase === "network" ? name : `${name}, baseline`, done, total),
    });
    const checkpoint = options.checkpoint?.(name);
    fitted.push({
      name,
      slice,
      ...(await fitHead(tensorflow.tf, data, head, slice, { recipe, seed, watch, checkpoint })),
    });
  }
  const layers = joined(
    data.heads.map((name) => fitted.find((each) => each.name === name)?.layers),
    data.inputs,
  );
  const { user, system } = process.cpuUsage(cpu);
  const byName = <T>(of: (name: string, head: number) => T): Record<string, T> =>
    Object.fromEntries(data.heads.map((name, head) => [name, of(name, head)]));
  return {
    parts: await layersModelOf(tensorflow, layers, recipe.network),
    calibration: byName((name) => fitted.find((each) => each.name === name)?.calibration ?? SILENT),
    silent,
    positives: byName((_, head) => shareOfYes(data, head)),
    heads: Object.fromEntries(fitted.flatMap(({ name, report }) => (report === undefined ? [] : [[name, report]]))),
    slices: byName((_, head) => factsOf(data, head, slices[head] as Slices)),
    testFrom: Math.max(...fitted.map(({ slice }) => slice.testFrom)),
    test: Object.fromEntries(fitted.map(({ name, slice, p }) => [name, { rows: slice.test, p }])),
    training: Object.fromEntries(fitted.map(({ name, training }) => [name, training])),
    backend: tensorflow.backend,
    cpuSeconds: (user + system) / 1e6,
  };
}

function shareOfYes({ labels, heads, times }: DenseData, head: number): number {
  let [known, yes] = [0, 0];
  for (let row = 0; row < times.length; row++) {
    const label = labels[row * heads.length + head] as number;
    if (label < 0) continue;
    known++;
    yes += label;
  }
  return known === 0 ? 0 : yes / known;
}

function factsOf(data: DenseData, head: number, slices: Slices): Record<PartName, SliceFacts> {
  const facts = PARTS.map((part) => {
    const rows = slices[part];
    const at = (row: number | undefined): string =>
      row === undefined ? "" : new Date(data.times[row] as number).toISOString();
    const positives = answersOf(data, head, rows).reduce((sum, each) => sum + each, 0);
    return [part, { rows: rows.length, positives, from: at(rows[0]), until: at(rows.at(-1)) }] as const;
  });
  return Object.fromEntries(facts) as Record<PartName, SliceFacts>;
}
