import type { Command } from "commander";
import { createCommand } from "./options.js";
import { trainIntentCommand } from "./train/intent.js";
import { trainPropensityCommand } from "./train/propensity.js";
import { trainPurchaseTimingCommand } from "./train/purchase-timing.js";
import { trainRecommenderCommand } from "./train/recommender.js";
import { trainSendTimeCommand } from "./train/send-time.js";

/** `attune train`: models from what people did. */
export function trainCommand(): Command {
  const command = createCommand("train", "Train a model", [
    "attune train recommender",
    "attune train recommender --from UserBehavior.csv --preset taobao",
    "attune train intent --promote",
    "attune train propensity --promote",
    "attune train purchase-timing --promote",
    "attune train send-time --from opens.csv",
  ]);
  for (const create of COMMANDS) command.addCommand(create());
  return command;
}

const COMMANDS: readonly (() => Command)[] = [
  trainRecommenderCommand,
  trainIntentCommand,
  trainPropensityCommand,
  trainPurchaseTimingCommand,
  trainSendTimeCommand,
];
