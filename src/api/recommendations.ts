import { AttuneError } from "../domain/errors.js";
import type { PersonKey } from "../domain/person.js";
import type { BuiltInScenario, Recommender, Scenario } from "../domain/recommendation.js";
import { answerOf, requestOf } from "./recommendation-answer.js";
import type { RecommendationJson } from "./schemas/recommendation.js";
import { type FrameJson, withDefaults } from "./schemas/request.js";
import type { TasteReader } from "./taste-reader.js";

/** What a person's own list shows as it is. */
const OWN_LISTS: ReadonlySet<BuiltInScenario> = new Set(["recently-viewed", "saved", "price-dropped", "replenishment"]);

export interface Question {
  /** undefined: somebody of whom nothing is known. */
  readonly person: PersonKey | undefined;
  readonly recent: readonly string[];
  readonly frames: readonly FrameJson[];
  /** No item in more than one frame. */
  readonly distinct: boolean;
  /** Whoever asks may be anybody: a known person's past is not shown. */
  readonly isPublic: boolean;
}

export interface RecommendationsParts {
  readonly tastes: TasteReader;
  readonly scenarios: ReadonlyMap<string, Scenario>;
  /** What recommendations are made with now: used at once, never kept. */
  readonly recommender: () => Recommender;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Recommendations for one person: all frames rest on the same profile, model and catalogue. */
export class Recommendations {
  readonly #parts: RecommendationsParts;

  constructor(parts: RecommendationsParts) {
    this.#parts = parts;
  }

  /** @throws AttuneError ATTUNE_API_SCENARIO | ATTUNE_API_SCOPE | ATTUNE_API_PARAMETER | ATTUNE_STATE_UNAVAILABLE */
  async answer({ person, recent, frames, distinct, isPublic }: Question): Promise<RecommendationJson[]> {
    const asked = frames.map((frame) => checkedFrame(withDefaults(frame), this.#parts.scenarios));
    const { tastes, recommender, now, scenarios } = this.#parts;
    const { taste, basis } = await tastes.read(person, recent, now());
    // Not before: what answers may be another by then.
    const made = recommender();
    // A device that a known person logged in on asks with its own id: what it gets rests on all that this person did elsewhere too.
    const showsPast = !isPublic || basis?.person.startsWith("u:") !== true;
    const shown = new Set<string>();
    return asked.map((frame) => {
      const request = requestOf(frame);
      if (!showsPast && OWN_LISTS.has(scenarios.get(frame.scenario)?.kind as BuiltInScenario))
        throw new AttuneError("ATTUNE_API_SCOPE", `"${frame.scenario}" of a known person needs a server key`);
      const exclude = [...(request.filter?.exclude ?? []), ...shown];
      const answer = made.recommend(taste, { ...request, filter: { ...request.filter, exclude } });
      if (distinct) for (const { item } of answer.items) shown.add(item.id);
      return answerOf(answer, basis, showsPast);
    });
  }
}

function checkedFrame<T extends FrameJson & { scenario: string }>(
  frame: T,
  scenarios: ReadonlyMap<string, Scenario>,
): T {
  if (!scenarios.has(frame.scenario))
    throw new AttuneError("ATTUNE_API_SCENARIO", `there is no scenario "${frame.scenario}"`);
  const { minPrice = 0, maxPrice = Number.POSITIVE_INFINITY } = frame;
  if (minPrice > maxPrice) throw new AttuneError("ATTUNE_API_PARAMETER", "minPrice is above maxPrice");
  return frame;
}
