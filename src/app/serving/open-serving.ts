import type { RecommendationPolicy } from "../../domain/recommendation.js";
import type { Configuration } from "../../config/index.js";
import type { EventLog } from "../../ports/event-log.js";
import { ServingKeeper } from "./keeper.js";
import { Recommenders, SharedSource } from "./source.js";

/** For what reads the log in one thread (replay, explanations): finds what pins stand for by itself. undefined: recommendations are off. */
export function openServing(
  configuration: Pick<Configuration, "models" | "recommendations">,
  log: EventLog,
  policy: RecommendationPolicy,
): SharedSource | undefined {
  if (!configuration.recommendations.enabled) return undefined;
  const keeper = new ServingKeeper(log, configuration.models);
  return new SharedSource((pin) => keeper.shared(pin), new Recommenders(policy));
}
