import { REASONS } from "../domain/reasons.js";
import type { Coverage, ExperimentResult, Interval, VariantResult } from "../results/index.js";
import { grouped } from "./report.js";

/** Results as people read them. */

export function experimentLines(experiments: readonly ExperimentResult[]): string[] {
  if (experiments.length === 0) return ["no experiments are configured (config/experiments.yaml)"];
  return experiments.flatMap((result, at) => [...(at === 0 ? [] : [""]), ...linesOf(result)]);
}

function linesOf({ experiment, action, dimension, sampleRatio, variants }: ExperimentResult): string[] {
  const title =
    dimension === "holdout"
      ? "holdout: people who get nothing, against all others (orders within 30 days)"
      : `experiment ${experiment}: ${dimension} of ${action}`;
  const lines = [title, ...table([HEAD, ...variants.map(rowOf)])];
  if (sampleRatio.mismatch) {
    lines.push(
      `  ALARM: people are not split as planned (p = ${sampleRatio.p.toExponential(1)}). Something loses or adds people: don't believe this result.`,
    );
  }
  return lines;
}

const HEAD = [
  "variant",
  "people",
  "converted",
  "rate",
  "95 % interval",
  "lift",
  "95 % interval",
  "per person",
  "verdict",
];

function rowOf(result: VariantResult): string[] {
  const { variant, people, converted, rate, rateInterval, valuePerPerson, comparison } = result;
  return [
    variant,
    grouped(people),
    grouped(converted),
    percent(rate),
    range(rateInterval, percent),
    comparison?.lift === undefined ? "" : signed(comparison.lift),
    comparison?.interval === undefined ? "" : range(comparison.interval, signed),
    valuePerPerson.toFixed(2),
    comparison === undefined ? "control" : VERDICTS[comparison.verdict],
  ];
}

/** By the sequential test: they may be read at any time, as often as one likes. */
const VERDICTS = {
  better: "better than the control",
  worse: "worse than the control",
  undecided: "not decided yet",
} as const;

/** Where candidates, occasions and decisions ended, the most frequent first. */
export function funnelLines(reasons: Readonly<Record<string, number>>): string[] {
  const texts: Readonly<Record<string, string>> = REASONS;
  const rows = Object.entries(reasons)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([code, count]) => [code, grouped(count), texts[code] ?? ""]);
  return rows.length === 0
    ? ["funnel: nothing was decided yet"]
    : ["funnel: why it ended where it did", ...table(rows)];
}

/** Offers that are relevant to many and told to few come first. */
export function coverageLines(coverage: readonly Coverage[]): string[] {
  const rows = coverage.map(({ action, considered, relevant, told, untold, untoldShare }) => [
    action,
    grouped(considered),
    grouped(relevant),
    grouped(told),
    grouped(untold),
    percent(untoldShare),
  ]);
  const head = ["action", "considered", "relevant", "told", "never told", "share"];
  return [
    "coverage: decisions in which an action was relevant, and the person never heard of it",
    ...table([head, ...rows]),
  ];
}

/** Columns: the first to the left, numbers to the right, texts to the left. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows.map((row) =>
    `  ${row
      .map((cell, at) =>
        at === 0 || at === row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join("  ")}`.trimEnd(),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(Math.abs(share) < 0.1 ? 2 : 1)} %`;
}

function signed(share: number): string {
  return `${share >= 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;
}

function range({ low, high }: Interval, say: (share: number) => string): string {
  return `${say(low)} to ${say(high)}`;
}
