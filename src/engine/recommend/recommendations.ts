import type { TreatmentRecommendation } from "../../domain/action.js";
import type { Moment } from "../../domain/consideration.js";
import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { MOST_RECOMMENDED, type Recommendation, type Recommended, type Taste } from "../../domain/recommendation.js";
import { tasteOf } from "./taste.js";

/** What is recommended in one treatment. */
export interface Chosen {
  readonly scenario: string;
  /** Recommender.version */
  readonly version: string;
  readonly answeredBy: readonly string[];
  readonly items: readonly Recommended[];
}

/**
 * The recommendations of one decision: nothing is worked out before a treatment asks, and nothing twice. Treatments ask for the same by saying
 * the same.
 */
export class Recommendations {
  readonly #draft: ProfileDraft;
  readonly #context: EngineContext;
  readonly #moment: Moment;
  readonly #answers = new Map<string, Recommendation>();
  #taste: Taste | undefined;

  constructor(draft: ProfileDraft, context: EngineContext, moment: Moment) {
    this.#draft = draft;
    this.#context = context;
    this.#moment = moment;
  }

  /** The best `n` of those that may be shown. Of what must not be shown some places are lost: then more is asked for, once. */
  choose(wanted: TreatmentRecommendation, mayShow: (one: Recommended) => boolean): Chosen {
    const { scenario, n } = wanted;
    let answer = this.#ask(wanted, n);
    let items = answer.items.filter(mayShow);
    if (items.length < answer.items.length) {
      answer = this.#ask(wanted, Math.min(2 * n + SPARE, MOST_RECOMMENDED));
      items = answer.items.filter(mayShow).slice(0, n);
    }
    const answeredBy = answer.answeredBy.filter((name) => items.some((one) => one.scenario === name));
    return { scenario, version: answer.version, answeredBy, items };
  }

  #ask({ scenario, filter }: TreatmentRecommendation, n: number): Recommendation {
    const key = JSON.stringify([scenario, n, filter]);
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      const { time, items } = this.#moment;
      this.#taste ??= tasteOf(this.#draft, this.#context, time);
      answer = this.#context.recommender.recommend(this.#taste, {
        scenario,
        n,
        ...(items.length === 0 ? {} : { items }),
        ...(filter === undefined ? {} : { filter }),
      });
      this.#answers.set(key, answer);
    }
    return answer;
  }
}

const SPARE = 8;
