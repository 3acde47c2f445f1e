import type { PropensityReport, TrainedPropensity } from "../../training/propensity/index.js";
import { grouped } from "../report.js";

/** What the head foresees, for people. */
export const PROPENSITY_MEANINGS = { response: "a click, or the action's goal, in time" };

/** A propensity model's test as people read it in a terminal. */
export function propensityLines({ model, fitted, report }: TrainedPropensity): string[] {
  const { rows, people, cpuSeconds } = model.manifest;
  const epochs = fitted.training["response"];
  return [
    `${grouped(rows)} messages to ${grouped(people)} people; epoch ${epochs?.best ?? 0} of ${epochs?.epochs ?? 0}, ${cpuSeconds.toFixed(1)} CPU-seconds (${fitted.backend})`,
    ...(report === undefined ? ["the newest messages were all answered alike: nothing to measure"] : testLines(report)),
  ];
}

function testLines({ rows, people, positives, model, baselines, belief, gains }: PropensityReport): string[] {
  const { auc, logLoss, ece, intervals } = model;
  const line = (name: string, of: { auc: number; logLoss: number; ece: number }): string =>
    `${name.padEnd(14)}${of.auc.toFixed(4).padStart(8)}${of.logLoss.toFixed(4).padStart(10)}${of.ece.toFixed(4).padStart(8)}`;
  const gain = belief.gain ?? gains.constant.logLoss;
  const [low, high] = gain.interval;
  return [
    `test: the newest ${grouped(rows)} messages, to ${grouped(people)} people; ${grouped(positives)} answered`,
    "                   AUC  log loss     ECE",
    line("constant", baselines.constant),
    line("learnt rates", belief),
    line("logistic", baselines.logistic),
    `${line("this version", { auc, logLoss, ece })}   95 % of AUC ${intervals.auc.map((end) => end.toFixed(4)).join(" to ")}`,
    `log loss beside the learnt rates: ${gain.value.toFixed(4)} (95 %: ${low.toFixed(4)} to ${high.toFixed(4)}; below 0 it is better)`,
  ];
}
