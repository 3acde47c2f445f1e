import type { Command } from "commander";
import { evaluateIntentCommand } from "./evaluate/intent.js";
import { evaluatePolicyCommand } from "./evaluate/policy.js";
import { evaluatePropensityCommand } from "./evaluate/propensity.js";
import { evaluatePurchaseTimingCommand } from "./evaluate/purchase-timing.js";
import { evaluateRecommenderCommand } from "./evaluate/recommender.js";
import { evaluateSendTimeCommand } from "./evaluate/send-time.js";
import { createCommand } from "./options.js";

/** `attune evaluate`: how good models and policies are, on data they have not seen. */
export function evaluateCommand(): Command {
  const command = createCommand("evaluate", "Measure how good a model or a policy is", [
    "attune evaluate recommender",
    "attune evaluate recommender --data ml-100k/u.data --json",
    "attune evaluate intent --data UserBehavior.csv --json",
    "attune evaluate policy --from decisions",
    "attune evaluate propensity --json",
    "attune evaluate purchase-timing --data CDNOW_master.txt",
    "attune evaluate send-time --data opens.csv",
  ]);
  for (const create of COMMANDS) command.addCommand(create());
  return command;
}

const COMMANDS: readonly (() => Command)[] = [
  evaluateRecommenderCommand,
  evaluateIntentCommand,
  evaluatePolicyCommand,
  evaluatePropensityCommand,
  evaluatePurchaseTimingCommand,
  evaluateSendTimeCommand,
];
