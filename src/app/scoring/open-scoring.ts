import type { Configuration } from "../../config/index.js";
import { ScoringKeeper } from "./scoring-keeper.js";
import { KeptScoring, ScoringModels } from "./scoring-models.js";

/** For what scores in one thread (replay, explanations): finds the versions that pins name by itself. undefined: scoring is off. */
export function openScoring(configuration: Pick<Configuration, "models" | "scoring">): KeptScoring | undefined {
  if (!configuration.scoring.enabled) return undefined;
  const keeper = new ScoringKeeper(configuration.models);
  return new KeptScoring((named) => keeper.shared(named), new ScoringModels());
}
