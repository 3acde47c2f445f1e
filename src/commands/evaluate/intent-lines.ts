import type { BASELINES, HeadReport } from "../../training/dense/index.js";
import type { TrainedIntent } from "../../training/intent/index.js";
import { grouped } from "../report.js";

type Baseline = (typeof BASELINES)[number];

/** What each output foresees, for people. */
export const INTENT_MEANINGS = {
  session: "an order before the visit ends",
  day: "an order within 24 hours",
  churn: "no further visit within the horizon",
} as const;

/** An intent model's test as people read it in a terminal. */
export function intentLines({ model, fitted }: TrainedIntent): string[] {
  const { source, rows, people, cpuSeconds, heads } = model.manifest;
  return [
    `${source}: ${grouped(rows)} moments of ${grouped(people)} people; ${cpuSeconds.toFixed(1)} CPU-seconds (${fitted.backend})`,
    ...heads.flatMap((name) => {
      const report = fitted.heads[name];
      const meaning = INTENT_MEANINGS[name as keyof typeof INTENT_MEANINGS];
      if (report !== undefined) return ["", ...headLines(name, meaning, report)];
      const why = fitted.silent.includes(name)
        ? "too few answers are known: it says 0"
        : "the newest answers are all the same: not measured";
      return ["", `${name} (${meaning}): ${why}`];
    }),
  ];
}

function headLines(name: string, meaning: string, { rows, people, positives, ...report }: HeadReport): string[] {
  const { model, baselines, gains, eceFloor } = report;
  const line = (of: string, { auc, logLoss, ece, intervals }: HeadReport["model"]): string =>
    [
      of.padEnd(12),
      `${four(auc)} (${intervals.auc.map(four).join(" to ")})`.padEnd(28),
      `${four(logLoss)} (${intervals.logLoss.map(four).join(" to ")})`.padEnd(28),
      `${four(ece)} (${intervals.ece.map(four).join(" to ")})`,
    ].join("");
  const beside = (baseline: Baseline): string => {
    const { value, interval } = gains[baseline].logLoss;
    return `beside ${baseline} ${signed(value)} (${interval.map(signed).join(" to ")})`;
  };
  return [
    `${name} (${meaning}): ${grouped(rows)} newest moments of ${grouped(people)} people, ${grouped(positives)} of them yes`,
    `${"".padEnd(12)}${"AUC (95 %)".padEnd(28)}${"log loss (95 %)".padEnd(28)}ECE (95 %)`,
    line("constant", baselines.constant),
    line("logistic", baselines.logistic),
    line("this model", model),
    `of the ECE ${four(eceFloor)} would be chance with so few people`,
    `log loss ${beside("constant")}, ${beside("logistic")}; below 0 it is better`,
  ];
}

function four(value: number): string {
  return value.toFixed(4);
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
}
