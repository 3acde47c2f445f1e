import { stringify } from "yaml";
import type { Part } from "../evaluate/breakdown.js";
import type { Evaluation, RankingEvaluation, StratifiedEvaluation } from "../evaluate/evaluation.js";
import type { Metrics } from "../evaluate/metrics.js";
import { barChart } from "./bar-chart.js";
import { escapeHtml, htmlPage, htmlSection, htmlTable, paragraph } from "./html.js";

/** An evaluation as one self-contained HTML page with plots; every plot has its numbers in a table beside it. */
export function recommenderReport(evaluation: Evaluation): string {
  const { protocol, data, split, notes, cases, seed, cpuSeconds, recipe } = evaluation;
  const about = htmlSection(
    "What was measured",
    paragraph(
      `Protocol ${protocol}. ${data.source}: ${grouped(data.interactions)} interactions of ${grouped(data.people)} people with ${grouped(data.items)} items, ${data.from.slice(0, 10)} to ${data.until.slice(0, 10)}.`,
    ),
    paragraph(`${split} ${grouped(cases)} cases, seed ${seed}, ${cpuSeconds.toFixed(0)} CPU seconds.`),
    ...notes.map(paragraph),
  );
  const results = evaluation.protocol === "stratified" ? stratifiedResults(evaluation) : rankingResults(evaluation);
  const used = htmlSection("The recipe", `<pre>${escapeHtml(stringify(recipe))}</pre>`);
  return htmlPage(`Recommender: ${data.source}, ${protocol}`, [about, ...results, used]);
}

function rankingResults(evaluation: RankingEvaluation): string[] {
  const { metrics, intervals, frozen, timesFrozen, ladder, baselines, againstBest, latency } = evaluation;
  const columns = ["", "HR@10", "NDCG@10", "MRR@20", "HR@20"];
  const line = (name: string, of: Metrics): string[] => [
    name,
    ...[of["hr@10"], of["ndcg@10"], of["mrr@20"], of["hr@20"]].map((value) => value.toFixed(4)),
  ];
  const [low, high] = againstBest.difference["hr@10"];
  return [
    htmlSection(
      "Results",
      htmlTable("Means over all cases", columns, [
        line("as served", metrics),
        line("frozen batch", frozen),
        ...Object.entries(baselines).map(([name, of]) => line(name, of)),
      ]),
      paragraph(
        `HR@10 is ${timesFrozen.toFixed(2)} times that of the same factors frozen at the cut. Against ${againstBest.name}, the strongest baseline: ${signed(low)} to ${signed(high)} HR@10 (95 %, paired over people). One case is scored over the whole catalogue in ${latency.p50Ms.toFixed(2)} ms (p99 ${latency.p99Ms.toFixed(2)} ms).`,
      ),
      ...(evaluation.seeds.length > 1
        ? [
            htmlTable(
              "Other seeds of training",
              columns,
              evaluation.seeds.map(({ seed, metrics: of }) => line(`seed ${seed}`, of)),
            ),
          ]
        : []),
    ),
    htmlSection(
      "What each part adds",
      barChart({
        title: "Ablation ladder",
        description:
          "HR@10 of the recommender, from factors frozen at the cut to everything that is served, one part more each time.",
        dimension: "step",
        measure: "HR@10",
        bars: ladder.map(({ name, metrics: of, intervals: within }) => ({
          name,
          value: of["hr@10"],
          interval: within["hr@10"],
        })),
      }),
    ),
    htmlSection(
      "Beside the baselines",
      barChart({
        title: "Baselines",
        description: "NDCG@10 of the recommender as served and of the baselines on the same cases.",
        dimension: "system",
        measure: "NDCG@10",
        bars: [
          { name: "as served", value: metrics["ndcg@10"], interval: intervals["ndcg@10"] },
          ...Object.entries(baselines).map(([name, of]) => {
            const within = evaluation.baselineIntervals[name]?.["ndcg@10"];
            return { name, value: of["ndcg@10"], ...(within === undefined ? {} : { interval: within }) };
          }),
        ],
      }),
    ),
    htmlSection(
      "By how much is known of the person",
      partsChart("By history", "interactions before", evaluation.byHistory),
    ),
    htmlSection(
      "By how popular the item was",
      paragraph("Items by how often they were met in training, in tenths: 10 is met most; new: not at all."),
      partsChart("By popularity", "decile of the item", evaluation.byPopularity),
    ),
    htmlSection(
      "How widely it recommends",
      barChart({
        title: "Coverage",
        description: "Share of the catalogue that stood in at least one list of ten, by system.",
        dimension: "system",
        measure: "coverage",
        bars: Object.entries(evaluation.spread).map(([name, { coverage }]) => ({ name, value: coverage })),
      }),
      barChart({
        title: "Gini",
        description: "Inequality of how often items are recommended, by system: 0 is all alike, 1 is one item alone.",
        dimension: "system",
        measure: "Gini coefficient",
        bars: Object.entries(evaluation.spread).map(([name, { gini }]) => ({ name, value: gini })),
      }),
    ),
    htmlSection(
      "Blend",
      barChart({
        title: "Blend weights",
        description: "Weight of each signal's z-score, as learnt on the validation part.",
        dimension: "signal",
        measure: "weight",
        digits: 2,
        bars: Object.entries(evaluation.blend).map(([name, value]) => ({ name, value })),
      }),
    ),
  ];
}

function partsChart(title: string, dimension: string, parts: readonly Part[]): string {
  return barChart({
    title,
    description: `HR@10 by ${dimension}, with how many cases each has.`,
    dimension,
    measure: "HR@10",
    bars: parts.map(({ name, cases, metrics }) => ({ name: `${name} (${grouped(cases)})`, value: metrics["hr@10"] })),
  });
}

function stratifiedResults({ metrics, intervals, baselines, seeds }: StratifiedEvaluation): string[] {
  const names = ["ndcg@10", "precision@10", "recall@10", "map@10"] as const;
  const columns = ["", "NDCG@10", "P@10", "R@10", "MAP@10"];
  const line = (name: string, of: typeof metrics): string[] => [name, ...names.map((one) => of[one].toFixed(4))];
  return [
    htmlSection(
      "Results",
      htmlTable("Means over people", columns, [
        line("as served", metrics),
        ...Object.entries(baselines).map(([name, of]) => line(name, of)),
        ...(seeds.length > 1 ? seeds.map(({ seed, metrics: of }) => line(`seed ${seed}`, of)) : []),
      ]),
      barChart({
        title: "List metrics",
        description: "Metrics of lists of ten against all test items of a person, with intervals over people.",
        dimension: "metric",
        measure: "value",
        bars: names.map((name) => ({ name, value: metrics[name], interval: intervals[name] })),
      }),
    ),
  ];
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
}
