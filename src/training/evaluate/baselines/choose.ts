import type { SparseTable } from "../../../models/recommender/model.js";
import type { Interactions } from "../../interactions.js";
import { trainItemNeighbours } from "../../recommender/co-occurrence.js";
import type { Contender } from "../contender.js";
import { metricsOf } from "../metrics.js";
import { replayCases, type ReplayPlan } from "../replay-cases.js";
import { ItemKnn } from "./item-knn.js";
import { OwnHistory } from "./own-history.js";
import { Popularity, RecentPopularity } from "./popularity.js";

const HOUR = 3_600_000;
const POPULARITY_HALF_LIVES = [3, 12, 24, 72, 168, 720].map((hours) => hours * HOUR);
const SHRINKS = [5, 20, 100];
const HISTORY_HALF_LIVES = [2, 5, 20];
const NEIGHBOURS = 200;

/** What the baselines were found to do best with, on validation. */
export interface BaselineSettings {
  readonly popularityHalfLifeMs: number;
  readonly knnShrink: number;
  readonly knnHalfLife: number;
}

/** The same care for the baselines as for the recommender: their settings are those with the best NDCG@10 on the validation part. */
export async function chooseBaselines(
  interactions: Interactions,
  plan: ReplayPlan,
  onProgress: (done: number) => void,
): Promise<BaselineSettings> {
  const popular = POPULARITY_HALF_LIVES.map((popularityHalfLifeMs) => ({
    settings: { popularityHalfLifeMs },
    contender: named(new RecentPopularity(interactions, popularityHalfLifeMs), `popularity ${popularityHalfLifeMs}`),
  }));
  const knn = [];
  const train = Uint32Array.from({ length: plan.from }, (_, at) => at);
  for (const knnShrink of SHRINKS) {
    const neighbours = await neighboursFrom(interactions, train, knnShrink);
    for (const knnHalfLife of HISTORY_HALF_LIVES) {
      const contender = named(new ItemKnn(interactions, neighbours, knnHalfLife), `knn ${knnShrink} ${knnHalfLife}`);
      knn.push({ settings: { knnShrink, knnHalfLife }, contender });
    }
  }
  const contenders = [...popular, ...knn].map(({ contender }) => contender);
  const { ranks } = await replayCases(interactions, plan, contenders, NO_STAGE, onProgress);
  const value = ({ contender }: { contender: Contender }): number =>
    metricsOf(ranks.get(contender.name) as Float64Array)["ndcg@10"];
  const best = <T extends { contender: Contender }>(of: readonly T[]): T =>
    of.reduce((a, b) => (value(b) > value(a) ? b : a));
  return { ...best(popular).settings, ...best(knn).settings };
}

/** Where there is no validation to choose on. */
export const DEFAULT_BASELINES: BaselineSettings = {
  popularityHalfLifeMs: 168 * HOUR,
  knnShrink: 20,
  knnHalfLife: 5,
};

/** Similarities learnt from these interactions; own history only where what was met may be met again. */
export async function baselinesFrom(
  interactions: Interactions,
  train: Uint32Array,
  { popularityHalfLifeMs, knnShrink, knnHalfLife }: BaselineSettings,
  repeats: boolean,
): Promise<Contender[]> {
  const neighbours = await neighboursFrom(interactions, train, knnShrink);
  return [
    new Popularity(interactions),
    new RecentPopularity(interactions, popularityHalfLifeMs),
    new ItemKnn(interactions, neighbours, knnHalfLife),
    ...(repeats ? [new OwnHistory(interactions)] : []),
  ];
}

/** By the item numbers of all interactions. */
function neighboursFrom(interactions: Interactions, train: Uint32Array, shrink: number): Promise<SparseTable> {
  const { person, item, kind, time } = interactions;
  const part = {
    ...interactions,
    count: train.length,
    person: train.map((at) => person[at] as number),
    item: train.map((at) => item[at] as number),
    kind: Uint8Array.from(train, (at) => kind[at] as number),
    time: Float64Array.from(train, (at) => time[at] as number),
  };
  return trainItemNeighbours(part, { neighbours: NEIGHBOURS, shrink });
}

function named(contender: Contender, name: string): Contender {
  return { name, score: (moment) => contender.score(moment), apply: (at) => contender.apply(at) };
}

const NO_STAGE = { advance: () => undefined, apply: () => {} };
