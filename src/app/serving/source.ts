import { AttuneError } from "../../domain/errors.js";
import type { RecommendationPolicy, Recommender } from "../../domain/recommendation.js";
import { pinName, samePin, type ServingPin, type ServingSource } from "../../domain/serving.js";
import { createRecommender, type ServedRecommender } from "../../recommend/index.js";
import { Held } from "../held.js";
import type { SharedServing } from "./keeper.js";

/** The recommenders of one thread: its partitions share one for each pin, and the last to leave it gives its memory back. */
export class Recommenders {
  readonly #policy: RecommendationPolicy;
  readonly #held = new Held<ServedRecommender>((recommender) => recommender.dispose());

  constructor(policy: RecommendationPolicy) {
    this.#policy = policy;
  }

  take({ pin, revision, model, catalogue }: SharedServing): {
    readonly name: string;
    readonly recommender: Recommender;
  } {
    const name = `${pinName(pin)}/${revision}`;
    const policy = this.#policy;
    return { name, recommender: this.#held.take(name, () => createRecommender({ pin, model, catalogue, policy })) };
  }

  giveBack(name: string): void {
    this.#held.giveBack(name);
  }
}

/** One partition's side, or one command's: it holds what it has resolved until something later has come into force. */
export class SharedSource implements ServingSource {
  readonly #shared: (pin: ServingPin) => Promise<SharedServing>;
  readonly #recommenders: Recommenders;
  #taken: { readonly pin: ServingPin; readonly name: string }[] = [];

  constructor(shared: (pin: ServingPin) => Promise<SharedServing>, recommenders: Recommenders) {
    this.#shared = shared;
    this.#recommenders = recommenders;
  }

  async resolve(pin: ServingPin): Promise<Recommender> {
    const { name, recommender } = takeFrom(this.#recommenders, await this.#shared(pin));
    this.#taken.push({ pin, name });
    return recommender;
  }

  entered(pin: ServingPin): void {
    this.#giveBack(this.#taken.findLastIndex((one) => samePin(one.pin, pin)));
  }

  close(): void {
    this.#giveBack(this.#taken.length);
  }

  /** All before this place. */
  #giveBack(end: number): void {
    for (const { name } of this.#taken.splice(0, Math.max(0, end))) this.#recommenders.giveBack(name);
  }
}

/** Threads that were ended at work never give their place in the shared memory back; in the end there is none left. */
function takeFrom(recommenders: Recommenders, shared: SharedServing): ReturnType<Recommenders["take"]> {
  try {
    return recommenders.take(shared);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AttuneError("ATTUNE_MODEL_UNAVAILABLE", `${error.message}; start the process again`, { cause: error });
  }
}
