import type { Recommendation, RecommendationRequest, Taste } from "../domain/recommendation.js";
import { Answer } from "./answer.js";
import { chainOf } from "./fallback.js";
import type { Served } from "./served.js";

/**
 * One answer: the scenario asked for proposes, filters and rules choose, reasons are given; while items are missing, the chain goes on, and at its end stand
 * the newest items.
 * @throws RangeError unknown scenario
 */
export function recommend(
  served: Served,
  version: string,
  taste: Taste,
  request: RecommendationRequest,
): Recommendation {
  const answer = new Answer(served, startingWith(taste, request.items ?? []), request);
  for (const member of chainOf(served.policy, request.scenario)) {
    if (answer.isFull) break;
    answer.add(member);
  }
  if (!answer.isFull) answer.addNewest();
  return { scenario: request.scenario, version, ...answer.result() };
}

/** A stranger on an item's page has looked at that item, at least. */
function startingWith(taste: Taste, page: readonly string[]): Taste {
  if (taste.recent.length > 0 || page.length === 0) return taste;
  const { time } = taste;
  return { ...taste, recent: page.map((id) => ({ id, kind: "view", time, price: undefined })) };
}
