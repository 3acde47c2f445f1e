import { isAttuneError } from "../../domain/errors.js";
import { NO_RECOMMENDER, type RecommendationPolicy, type Recommender } from "../../domain/recommendation.js";
import type { ServingPin } from "../../domain/serving.js";
import { isPinCode } from "../../worker/alarm.js";
import type { ServingKeeper } from "./keeper.js";
import { Recommenders, SharedSource } from "./source.js";

/** The recommender of what is promoted and in the catalogue now, for answers outside decisions. */
export class PresentRecommender {
  readonly #keeper: Pick<ServingKeeper, "current" | "shared">;
  readonly #source: SharedSource;
  #now: Recommender = NO_RECOMMENDER;

  constructor(keeper: Pick<ServingKeeper, "current" | "shared">, policy: RecommendationPolicy) {
    this.#keeper = keeper;
    this.#source = new SharedSource((pin) => keeper.shared(pin), new Recommenders(policy));
  }

  /** As of the last refresh. To be used at once and not kept. */
  get now(): Recommender {
    return this.#now;
  }

  /**
   * Looks for what is promoted and in the catalogue now. Where a model can't be had, what was there stays; where nothing was, the catalogue alone
   * answers.
   * @throws what ServingKeeper.shared does
   */
  async refresh(): Promise<void> {
    const { pin } = await this.#keeper.current();
    try {
      await this.#enter(pin);
    } catch (error) {
      const isMissing = isAttuneError(error) && isPinCode(error.code);
      if (isMissing && this.#now === NO_RECOMMENDER) await this.#enter({ ...pin, model: "" });
      throw error;
    }
  }

  async #enter(pin: ServingPin): Promise<void> {
    this.#now = await this.#source.resolve(pin);
    this.#source.entered(pin);
  }
}
