import { AttuneError } from "../domain/errors.js";
import type { PersonKey } from "../domain/person.js";
import {
  type BuiltInScenario,
  MOST_RECOMMENDED,
  type Recommendation,
  type RecommendationRequest,
  type Recommended,
  type Recommender,
  type Scenario,
  type Taste,
} from "../domain/recommendation.js";
import { answerOf, requestOf } from "./recommendation-answer.js";
import type { RecommendationJson } from "./schemas/recommendation.js";
import { type FrameJson, withDefaults } from "./schemas/request.js";
import type { TasteReader } from "./taste-reader.js";

/** What a person's own list shows as it is. */
const OWN_LISTS: ReadonlySet<BuiltInScenario> = new Set(["recently-viewed", "saved", "price-dropped", "replenishment"]);

/** A list of somebody's past is shorter than so many times MOST_RECOMMENDED. */
const MOST_TRIES = 3;

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
  readonly tastes: Pick<TasteReader, "read">;
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
      const asking = { ...request, filter: { ...request.filter, exclude } };
      const answer = showsPast ? made.recommend(taste, asking) : withoutPast(made, taste, asking, scenarios);
      if (distinct) for (const { item } of answer.items) shown.add(item.id);
      return answerOf(answer, basis, showsPast);
    });
  }
}

/** A chain may hand over to a list that is the person's past itself: what comes from there is left out, and the chain goes on without. */
function withoutPast(
  made: Recommender,
  taste: Taste,
  request: RecommendationRequest,
  scenarios: ReadonlyMap<string, Scenario>,
): Recommendation {
  const isPast = ({ scenario }: Recommended): boolean =>
    OWN_LISTS.has(scenarios.get(scenario)?.kind as BuiltInScenario);
  const exclude = [...(request.filter?.exclude ?? [])];
  let answer = made.recommend(taste, request);
  for (let tries = 0; tries < MOST_TRIES && answer.items.some(isPast); tries++) {
    const asking = { ...request, filter: { ...request.filter, exclude } };
    const past = made.recommend(taste, { ...asking, n: MOST_RECOMMENDED }).items.filter(isPast);
    exclude.push(...past.map(({ item }) => item.id));
    answer = made.recommend(taste, asking);
  }
  const items = answer.items.filter((one) => !isPast(one));
  const answeredBy = answer.answeredBy.filter((name) => items.some((one) => one.scenario === name));
  return { ...answer, items, answeredBy };
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
