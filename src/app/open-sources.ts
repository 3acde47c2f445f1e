import type { Configuration } from "../config/index.js";
import type { RecommendationPolicy } from "../domain/recommendation.js";
import type { EventLog } from "../ports/event-log.js";
import type { PinSources } from "../worker/engine-in-force.js";
import { openScoring } from "./scoring/open-scoring.js";
import { openServing } from "./serving/open-serving.js";

/** For what reads the log in one thread (replay, explanations): finds by itself what pins name. What is off in the configuration is left out. */
export function openSources(
  configuration: Pick<Configuration, "models" | "recommendations" | "scoring">,
  log: EventLog,
  policy: RecommendationPolicy,
): PinSources {
  const serving = openServing(configuration, log, policy);
  const scoring = openScoring(configuration);
  return { ...(serving && { serving }), ...(scoring && { scoring }) };
}
