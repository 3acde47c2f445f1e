import type { EngineSettings } from "../configuration.js";
import type { ArbitrationFile } from "../schema/arbitration.js";

export function arbitrationOf(file: ArbitrationFile): EngineSettings["arbitration"] {
  const { gamma } = file.exploration;
  return {
    priors: file.priors,
    priorStrength: file.priorStrength,
    costs: file.costs,
    leavingCost: file.leavingCost,
    hazardPriors: file.hazards,
    hazardStrength: file.hazardStrength,
    weights: file.weights.map(({ when, for: target, weight }) => ({ when, target, weight })),
    gamma: gamma === "off" ? Number.POSITIVE_INFINITY : gamma,
  };
}

/** L: the issue's, the group's and the action's own weight, multiplied. Percent become factors by Pega's convention, weight / 100 + 1. */
export function leverOf(
  action: { readonly issue: string; readonly group: string; readonly lever: number },
  { levers }: ArbitrationFile,
): number {
  return action.lever * factor(levers.issues, action.issue) * factor(levers.groups, action.group);
}

function factor(percents: Readonly<Record<string, number>>, name: string): number {
  return (Object.hasOwn(percents, name) ? (percents[name] as number) : 0) / 100 + 1;
}
