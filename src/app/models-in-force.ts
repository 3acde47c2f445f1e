import { sameScoringPin, NO_SCORING_PIN, type ModelVersions } from "../domain/scoring.js";
import { NO_PIN, samePin } from "../domain/serving.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { scoringOf, servingOf } from "../worker/statistics.js";

/** What the partitions recommend and score with, by their last commits. */
export interface ModelsInForce {
  /** "": the catalogue alone. */
  readonly recommender: string;
  readonly scoring: ModelVersions;
  readonly shadow: ModelVersions;
  /** Partitions with anything else in force than the first one's: they are behind, or could not have it. */
  readonly differing: readonly number[];
}

export async function readModelsInForce(
  log: Pick<EventLog, "partitions">,
  state: Pick<StateStore, "loadStatistics">,
): Promise<ModelsInForce> {
  const first = await pinsOf(state, 0);
  const differing: number[] = [];
  for (let partition = 1; partition < log.partitions; partition++) {
    const { serving, scoring } = await pinsOf(state, partition);
    if (!samePin(serving, first.serving) || !sameScoringPin(scoring, first.scoring)) differing.push(partition);
  }
  const { current, shadow } = first.scoring;
  return { recommender: first.serving.model, scoring: current, shadow, differing };
}

async function pinsOf(state: Pick<StateStore, "loadStatistics">, partition: number) {
  const stored = await state.loadStatistics(partition);
  return { serving: servingOf(stored) ?? NO_PIN, scoring: scoringOf(stored) ?? NO_SCORING_PIN };
}
