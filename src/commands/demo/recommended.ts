import type { RecommendationJson } from "../../api/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { Intake } from "./feed.js";
import type { FirstModel } from "./first-model.js";
import type { Newcomer } from "./newcomers.js";

/** What a newcomer was recommended: by the catalogue and what is popular alone, and by the first model at the same moment. */
export interface Recommended {
  readonly visitor: Newcomer;
  readonly before: RecommendationJson;
  readonly after?: RecommendationJson;
  readonly model?: FirstModel;
}

const SHOWN = 5;

/** Asks as the shop's page would: with the write key that everybody can see. */
export async function recommendTo(
  { anonymousId }: Newcomer,
  { address, writeKey }: Intake,
): Promise<RecommendationJson> {
  const query = new URLSearchParams({ anonymousId, n: String(SHOWN), writeKey });
  const answer = await fetch(`${address}/v1/recommendations?${query.toString()}`);
  const text = await answer.text();
  if (!answer.ok)
    throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", `the API answered ${answer.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as RecommendationJson;
}
