import { stringify } from "yaml";
import type { DenseManifest } from "../../models/dense/index.js";
import { BASELINES, type Fitted, type HeadReport, PARTS } from "../dense/index.js";
import { barChart } from "./bar-chart.js";
import { calibrationPlot } from "./calibration-plot.js";
import { escapeHtml, htmlPage, htmlSection, htmlTable, paragraph } from "./html.js";

/** What each head foresees, for people. */
type Meanings = Readonly<Record<string, string>>;

/** A dense model's test as one self-contained HTML page; every plot has its numbers in a table beside it. */
export function denseReport(manifest: DenseManifest, fitted: Fitted, meanings: Meanings): string {
  const { model, source, rows, people, from, until, seed, recipe, features, evidence } = manifest;
  const { silent } = fitted;
  return htmlPage(`${model}: ${source}`, [
    htmlSection(
      "What was measured",
      paragraph(
        `${source}: ${grouped(rows)} rows of ${grouped(people)} people, ${day(from)} to ${day(until)}, seed ${seed}. Fitted, stopped and calibrated on earlier rows, measured on the newest; intervals are 95 %, bootstrap over people.`,
      ),
      ...(silent.length === 0
        ? []
        : [paragraph(`Too few answers are known of: ${silent.join(", ")}. Such an output says 0.`)]),
      slicesTable(fitted),
    ),
    ...Object.entries(fitted.heads).map(([name, report]) =>
      htmlSection(`${name}: ${meanings[name] ?? ""}`, ...headParts(name, report)),
    ),
    ...(evidence === undefined
      ? []
      : [
          htmlSection(
            `Beside ${evidence.against}`,
            paragraph(
              `${evidence.measure}: ${signed(evidence.difference.value)} (${evidence.difference.interval.map(signed).join(" to ")}; below 0 this version is better), ${grouped(evidence.rows)} rows of ${grouped(evidence.people)} people, ${evidence.data}.`,
            ),
          ),
        ]),
    htmlSection("Features", paragraph(features.join(", "))),
    htmlSection("The recipe", `<pre>${escapeHtml(stringify(recipe))}</pre>`),
  ]);
}

function headParts(
  name: string,
  { rows, people, positives, model, baselines, gains, reliability, eceFloor }: HeadReport,
): string[] {
  const bars = (measure: "auc" | "logLoss") => [
    ...BASELINES.map((baseline) => ({
      name: baseline,
      value: baselines[baseline][measure],
      interval: baselines[baseline].intervals[measure],
    })),
    { name: "this model", value: model[measure], interval: model.intervals[measure] },
  ];
  const beside = BASELINES.map((baseline) => {
    const { value, interval } = gains[baseline].logLoss;
    return `${baseline} ${signed(value)} (${interval.map(signed).join(" to ")})`;
  });
  const [low, high] = model.intervals.ece;
  const share = ((100 * positives) / rows).toFixed(2);
  return [
    paragraph(
      `${grouped(rows)} rows of ${grouped(people)} people, ${grouped(positives)} of them (${share} %) a yes. Log loss of this model minus the baseline's, paired: ${beside.join("; ")}.`,
    ),
    barChart({
      title: `${name}, log loss`,
      description: "Mean log loss on the test, lower is better.",
      dimension: "system",
      measure: "mean, nats",
      bars: bars("logLoss"),
    }),
    barChart({
      title: `${name}, AUC`,
      description: "How often a yes was given more than a no; 0.5 is chance.",
      dimension: "system",
      measure: "area",
      bars: bars("auc"),
    }),
    paragraph(
      `Calibration: expected calibration error ${model.ece.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)}), ${eceFloor.toFixed(4)} of it would be chance with so few people; Brier score ${model.brier.toFixed(4)}.`,
    ),
    calibrationPlot({ title: `${name}: calibration`, bins: reliability }),
  ];
}

function slicesTable({ slices }: Fitted): string {
  return htmlTable(
    "Slices of time by output",
    ["output", ...PARTS.flatMap((part) => [`${part}: rows`, "yes", "from"])],
    Object.entries(slices).map(([name, parts]) => [
      name,
      ...PARTS.flatMap((part) => [
        grouped(parts[part].rows),
        grouped(parts[part].positives),
        parts[part].from.slice(0, 16),
      ]),
    ]),
  );
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
}
