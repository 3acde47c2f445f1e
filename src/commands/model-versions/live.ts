import type { Configuration } from "../../config/index.js";
import { isAttuneError } from "../../domain/errors.js";
import {
  LIVE_HEADS,
  type LiveCalibration,
  liveCalibrationOf,
  type LiveComparison,
  liveComparisonOf,
  type LiveHead,
  type LiveModel,
} from "../../domain/live-calibration.js";
import { loadAllStatistics } from "../../worker/statistics.js";
import { note } from "../report.js";
import { withBoth } from "../servers.js";
import type { ModelName } from "./stores.js";

/** What two versions said live of one head, and what came of it. */
export interface LiveSide {
  readonly head: LiveHead;
  readonly ours: LiveCalibration | undefined;
  readonly theirs: LiveCalibration | undefined;
  /** Of what both scored, one in the other's shadow: the first one's log loss minus the second's. */
  readonly comparison: LiveComparison | undefined;
}

/** undefined: nothing is counted of this model. What can't be reached is said, and counts as nothing. */
export async function readLive(
  configuration: Configuration,
  model: ModelName,
  version: string,
  other: string,
): Promise<{ readonly heads: readonly LiveSide[] } | undefined> {
  if (!isLive(model)) return undefined;
  try {
    const statistics = await withBoth(configuration, (log, state) => loadAllStatistics(state, log.partitions));
    return {
      heads: LIVE_HEADS[model].map((head) => ({
        head,
        ours: liveCalibrationOf(statistics, model, version, head),
        theirs: liveCalibrationOf(statistics, model, other, head),
        comparison:
          liveComparisonOf(statistics, model, version, other, head) ??
          turned(liveComparisonOf(statistics, model, other, version, head)),
      })),
    };
  } catch (error) {
    if (!isAttuneError(error)) throw error;
    note(`what they said live can't be had: ${error.message}`);
    return undefined;
  }
}

function isLive(model: ModelName): model is LiveModel & ModelName {
  return model in LIVE_HEADS;
}

function turned(comparison: LiveComparison | undefined): LiveComparison | undefined {
  if (comparison === undefined) return undefined;
  const { count, difference, interval } = comparison;
  return { count, difference: -difference, interval: [-interval[1], -interval[0]] };
}
