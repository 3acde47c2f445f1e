import type { RecommendationPolicy } from "../../domain/recommendation.js";
import type { RecommenderModel } from "../../models/recommender/model.js";
import type { CatalogueFold } from "../../recommend/catalogue/index.js";
import type { Moment } from "./contender.js";
import type { ServingStage } from "./ladder.js";
import type { Past } from "./past.js";
import type { Stage } from "./replay-cases.js";
import { ServedModel } from "./served-model.js";

/** Trains on the interactions before `end`. */
export type TrainUntil = (end: number, warm: RecommenderModel | undefined) => Promise<RecommenderModel>;

/** What contenders share in a replay: one past, the model of the cut, and where it is asked for, one that is trained anew as time goes by. */
export class ReplayStage implements Stage {
  readonly fixed: ServingStage;
  readonly retrained: RetrainedModel | undefined;

  constructor(fixed: ServingStage, retrained: RetrainedModel | undefined) {
    this.fixed = fixed;
    this.retrained = retrained;
  }

  advance(moment: Moment): Promise<void> | undefined {
    return this.retrained?.advance(moment);
  }

  apply(at: number): void {
    this.fixed.past.apply(at);
  }

  dispose(): void {
    this.fixed.served.dispose();
    this.retrained?.served.dispose();
  }
}

export interface Retraining {
  readonly past: Past;
  readonly catalogue: CatalogueFold;
  readonly policy: RecommendationPolicy;
  readonly train: TrainUntil;
  readonly everyMs: number;
}

/** A model that is trained anew on all there is, whenever so much event time has gone by since. */
export class RetrainedModel implements ServingStage {
  readonly #how: Retraining;
  #served: ServedModel;
  #due: number;
  #trainings = 0;

  /** `first`: the model of the cut, ms. */
  constructor(first: RecommenderModel, cut: number, how: Retraining) {
    this.#how = how;
    this.#served = new ServedModel(first, how.catalogue, how.policy);
    this.#due = cut + how.everyMs;
  }

  get past(): Past {
    return this.#how.past;
  }

  get served(): ServedModel {
    return this.#served;
  }

  /** How often it was trained. */
  get trainings(): number {
    return this.#trainings;
  }

  advance({ at, time }: Moment): Promise<void> | undefined {
    return time < this.#due ? undefined : this.#renew(at, time);
  }

  async #renew(at: number, time: number): Promise<void> {
    const model = await this.#how.train(at, this.#served.model);
    this.#served.dispose();
    this.#served = new ServedModel(model, this.#how.catalogue, this.#how.policy);
    this.#due = time + this.#how.everyMs;
    this.#trainings++;
  }
}
