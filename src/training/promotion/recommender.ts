import type { EngineContext } from "../../domain/context.js";
import { AttuneError } from "../../domain/errors.js";
import type { Evidence } from "../../models/versions/evidence.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import { EnginePast } from "../evaluate/engine-past.js";
import { ServedRung } from "../evaluate/ladder.js";
import { METRICS, metricsOf } from "../evaluate/metrics.js";
import { replayCases, type Stage } from "../evaluate/replay-cases.js";
import { catalogueOf, ServedModel } from "../evaluate/served-model.js";
import type { Interactions } from "../interactions.js";
import { evidenceOf } from "./evidence.js";

export interface RecommenderComparison {
  readonly context: EngineContext;
  /** Items that the person has met before are candidates too. */
  readonly repeats: boolean;
  /** Score at most so many cases, a seeded sample. */
  readonly mostCases: number;
  readonly seed: number;
  readonly onProgress: (done: number, total: number) => void;
}

const MEASURE = "1 - NDCG@10";

/**
 * Two versions of the recommender on what happened after the newest interaction of either: each later interaction is foreseen by both as they are
 * served, from the profile that the engine has made by then.
 * @throws AttuneError ATTUNE_EVALUATION_EMPTY where nothing happened after them
 */
export async function compareRecommenders(
  interactions: Interactions,
  ours: RecommenderModel,
  theirs: RecommenderModel,
  { context, repeats, mostCases, seed, onProgress }: RecommenderComparison,
): Promise<Evidence> {
  const until = Math.max(ours.manifest.until, theirs.manifest.until);
  const first = interactions.time.findIndex((time) => time > until);
  const empty = new AttuneError(
    "ATTUNE_EVALUATION_EMPTY",
    `${interactions.source}: too little happened after ${new Date(until).toISOString()}, when the newer of the two was trained`,
  );
  if (first === -1) throw empty;
  const past = new EnginePast(interactions, context);
  const catalogue = catalogueOf(interactions);
  const [one, other] = [ours, theirs].map((model) => new ServedModel(model, catalogue, context.recommendations)) as [
    ServedModel,
    ServedModel,
  ];
  const stage: Stage = { advance: () => undefined, apply: (at) => past.apply(at) };
  const rungs = [one, other].map(
    (served, at) =>
      new ServedRung(
        { name: NAMES[at] as string, weights: served.model.serving.blend.nextItem, serving: served.model.serving },
        { past, served },
      ),
  );
  const plan = { from: first, to: interactions.count, repeats, catalogue: "seen", mostCases, seed } as const;
  try {
    const { at, ranks } = await replayCases(interactions, plan, rungs, stage, (done) =>
      onProgress(done, interactions.count),
    );
    const [own, beside] = NAMES.map((name) => ranks.get(name) as Float64Array) as [Float64Array, Float64Array];
    const evidence = evidenceOf({
      against: theirs.manifest.version,
      measure: MEASURE,
      data: `${interactions.source}, after ${new Date(until).toISOString()}`,
      personOf: Uint32Array.from(at, (place) => interactions.person[place] as number),
      ours: own.map(lossOf),
      theirs: beside.map(lossOf),
      metrics: metricsOf(own),
      theirMetrics: metricsOf(beside),
      seed,
    });
    if (evidence === undefined) throw empty;
    return evidence;
  } finally {
    one.dispose();
    other.dispose();
  }
}

const NAMES = ["ours", "theirs"] as const;

function lossOf(rank: number): number {
  return 1 - METRICS["ndcg@10"](rank);
}
