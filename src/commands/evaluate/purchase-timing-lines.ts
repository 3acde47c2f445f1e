import type { PurchaseTimingParameters, PurchaseTimingVersion } from "../../models/purchase-timing/index.js";
import type { PurchaseTimingEvaluation } from "../../training/purchase-timing/index.js";
import { grouped } from "../report.js";

/** What `attune evaluate purchase-timing` and `attune train purchase-timing` say to people. */

export function purchaseTimingLines(evaluation: PurchaseTimingEvaluation): string[] {
  const { baselines, differences, intervals, people, purchases, split, parameters } = evaluation;
  const width = Math.max("attune".length, ...Object.keys(baselines).map((name) => name.length));
  const rows = [["attune", { ...evaluation, intervals }] as const, ...Object.entries(baselines)];
  return [
    `${split}: ${grouped(purchases)} purchases of ${grouped(people)} people`,
    `${"".padEnd(width)}  error of each person's purchases: mean, root mean square; of all together; of the next order's date (half within)`,
    ...rows.map(([name, { intervals: of, ...accuracy }]) => {
      const [low, high] = of.meanAbsoluteError;
      const [least, most] = of.rootMeanSquareError;
      return [
        `${name.padEnd(width)}  ${fixed(accuracy.meanAbsoluteError)} (${fixed(low)} to ${fixed(high)})`,
        `${fixed(accuracy.rootMeanSquareError)} (${fixed(least)} to ${fixed(most)})`,
        percent(accuracy.total),
        `${accuracy.nextOrderMedianDays.toFixed(1)} days`,
      ].join(", ");
    }),
    ...Object.entries(differences).map(
      ([name, { meanAbsoluteError, meanSquareError, poissonLoss }]) =>
        `attune less ${name}: mean error ${span(meanAbsoluteError)}, squared ${span(meanSquareError)}, Poisson loss ${span(poissonLoss)}`,
    ),
    ...parameterLines(parameters),
  ];
}

export function purchaseTimingVersionLines({ manifest, parameters }: PurchaseTimingVersion): string[] {
  const { version, people, orders, metrics, horizonDays } = manifest;
  const shown = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    `version ${version}: ${grouped(orders)} orders, fitted on ${grouped(people)} people; foretells ${horizonDays} days`,
    ...parameterLines(parameters),
    shown.join(", "),
  ];
}

function parameterLines({ pace, leaving, oneTime, regularity }: PurchaseTimingParameters): string[] {
  const classes = regularity.map(({ k, share }) => `k = ${k}: ${(100 * share).toFixed(1)} %`).join(", ");
  const [shape, rate, a, b] = [pace.shape, pace.rate, leaving.a, leaving.b].map((value) =>
    Number(value.toPrecision(4)),
  );
  return [
    `pace Gamma(${shape}, ${rate} days), leaving Beta(${a}, ${b}), once only ${(100 * oneTime).toFixed(1)} %; regularity ${classes}`,
  ];
}

function fixed(value: number): string {
  return value.toFixed(4);
}

function span([low, high]: readonly [low: number, high: number]): string {
  return `${fixed(low)} to ${fixed(high)}`;
}

function percent(value: number): string {
  return `${value < 0 ? "" : "+"}${(100 * value).toFixed(1)} %`;
}
