import { stringify } from "yaml";
import type { SendTimeEvaluation, SharesOfPart } from "../send-time/evaluation.js";
import { barChart } from "./bar-chart.js";
import { escapeHtml, htmlPage, htmlSection, htmlTable, paragraph } from "./html.js";
import { weekMap } from "./week-map.js";

/** An evaluation of the send-time model as one self-contained HTML page with plots; every plot has its numbers in a table beside it. */
export function sendTimeReport(evaluation: SendTimeEvaluation): string {
  const { protocol, data, split, zone, kind, people, cases, seed, recipe, gain } = evaluation;
  const [low, high] = gain;
  return htmlPage(`Send time: ${data.source}, ${protocol}`, [
    htmlSection(
      "What was measured",
      paragraph(
        `${data.source}: ${grouped(data.signs)} signs of attention (${kind}) of ${grouped(data.people)} people, ${data.from.slice(0, 10)} to ${data.until.slice(0, 10)}, hours in ${zone}.`,
      ),
      paragraph(`${split} ${grouped(cases)} held-out signs of ${grouped(people)} people, seed ${seed}.`),
      paragraph(
        "Before each held-out sign three hours of its day are chosen for the person. The share of signs that fall into them is how often a message in one of these hours would have met the person when they had time.",
      ),
    ),
    htmlSection(
      "Results",
      barChart({
        title: "Share in three chosen hours",
        description: "Share of held-out signs of attention in the three hours chosen, by how they are chosen.",
        dimension: "chosen by",
        measure: "share",
        bars: [
          { name: "random", value: evaluation.random },
          { name: "everybody's hours", value: evaluation.global, interval: evaluation.intervals.global },
          { name: "own histogram", value: evaluation.histogram, interval: evaluation.intervals.histogram },
          { name: "Attune", value: evaluation.attune, interval: evaluation.interval },
        ],
      }),
      paragraph(
        `Attune beside the person's own histogram: ${signed(low)} to ${signed(high)} (95 %, paired, bootstrap over people).`,
      ),
    ),
    htmlSection("By how much is known", partsTable([...evaluation.byHistory, evaluation.apart])),
    htmlSection(
      "When a newcomer is written to",
      weekMap({
        title: "Everybody's week",
        description: "The model's response rate by hour of the week for somebody of whom nothing is known.",
        measure: "rate relative to a usual hour",
        values: evaluation.everyone,
      }),
    ),
    htmlSection("The recipe", `<pre>${escapeHtml(stringify(recipe))}</pre>`),
  ]);
}

function partsTable(parts: readonly SharesOfPart[]): string {
  return htmlTable(
    "Shares by how many signs trained, and of signs that are the first of their hour",
    ["signs before", "held-out", "random", "everybody's", "histogram", "Attune"],
    parts.map(({ name, cases, random, global, histogram, attune }) => [
      name,
      grouped(cases),
      ...[random, global, histogram, attune].map((share) => share.toFixed(4)),
    ]),
  );
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
}
