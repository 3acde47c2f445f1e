import { createHash } from "node:crypto";
import { AttuneError } from "../../domain/errors.js";
import { INTENT_FEATURES } from "../../models/features.js";
import type { DenseData, SourcedData } from "../dense/index.js";
import type { Watch } from "../recommender/pace.js";
import type { EventRun } from "../rows/event-run.js";
import type { KeptRows } from "../rows/row-keeper.js";
import { ERASED, INTENT_HEADS, type IntentLabels, labelMoments } from "./labels.js";
import { IntentRecorder } from "./recorder.js";
import { churnMsOf, type IntentRecipe } from "./recipe.js";

/** What the intent model is trained or measured on: rows that the engine made, with what came of them. */
export interface IntentRows extends Required<SourcedData> {
  /** Moments that were scored; `rows` holds a sample where there are more than the recipe takes. */
  readonly moments: number;
}

export interface RowOptions extends Watch {
  readonly recipe: IntentRecipe;
  readonly sessionGapMs: number;
  readonly seed: number;
  /** Only what happened before, ms. */
  readonly until?: number | undefined;
}

/** Runs events again and keeps what the intent model reads after each. @throws AttuneError ATTUNE_TRAINING_TOO_LITTLE; what the run throws */
export async function recordIntentRows(run: EventRun, options: RowOptions): Promise<IntentRows> {
  const { recipe, sessionGapMs, seed, until, onProgress, signal } = options;
  const recorder = new IntentRecorder(recipe.rows.most, seed, until);
  await run.run((engine) => recorder.watch(engine), { onProgress, signal });
  const moments = recorder.rows.offered;
  if (moments === 0) throw new AttuneError("ATTUNE_TRAINING_TOO_LITTLE", `${run.source} holds no event of anybody`);
  const found = labelMoments(recorder.timeline.finish(), moments, {
    sessionGapMs,
    churnMs: churnMsOf(recipe),
    until: recorder.newest,
  });
  const data = joined(recorder.rows.result(), found, recipe.rows.perVisit);
  return { ...data, source: run.source, dataHash: hashOf(data), moments };
}

/** Rows with their labels, without those of who was erased. */
function joined({ rows, numbers }: KeptRows, found: IntentLabels, perVisit: number): Required<DenseData> {
  const inputs = INTENT_FEATURES.length;
  const heads = INTENT_HEADS.length;
  const kept = numbers.map((_, at) => at).filter((at) => found.people[numbers[at] as number] !== ERASED);
  const joint = {
    rows: new Float32Array(kept.length * inputs),
    labels: new Float32Array(kept.length * heads),
    knownAt: new Float64Array(kept.length * heads),
    times: Float64Array.from(kept, (at) => found.times[numbers[at] as number] as number),
    weights: weightsOf(
      kept.map((at) => found.visits[numbers[at] as number] as number),
      perVisit,
    ),
    people: kept.map((at) => found.people[numbers[at] as number] as number),
  };
  kept.forEach((at, place) => {
    const number = numbers[at] as number;
    joint.rows.set(rows.subarray(at * inputs, (at + 1) * inputs), place * inputs);
    joint.labels.set(found.labels.subarray(number * heads, (number + 1) * heads), place * heads);
    joint.knownAt.set(found.knownAt.subarray(number * heads, (number + 1) * heads), place * heads);
  });
  return { ...joint, inputs, heads: INTENT_HEADS };
}

/** The rows of one visit say much the same: a long one counts as so many rows. */
function weightsOf(visits: Uint32Array, perVisit: number): Float32Array {
  const sizes = new Map<number, number>();
  for (const visit of visits) sizes.set(visit, (sizes.get(visit) ?? 0) + 1);
  return Float32Array.from(visits, (visit) => Math.min(1, perVisit / (sizes.get(visit) as number)));
}

/** SHA-256 over everything that is learnt from. */
export function hashOf(data: Pick<IntentRows, "rows" | "labels" | "knownAt" | "times" | "weights" | "people">): string {
  const { rows, labels, knownAt, times, weights, people } = data;
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [rows, labels, knownAt, times, weights, people])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}
