import type { ReliabilityBin } from "../dense/index.js";
import { escapeHtml, htmlTable } from "./html.js";

export interface CalibrationPlot {
  readonly title: string;
  readonly bins: readonly ReliabilityBin[];
}

/** As wide as the other charts, so that letters are as large. */
const WIDTH = 608;
const SIZE = 380;
const RIGHT = 24;
const LEFT = 56;
const TOP = 12;
const BOTTOM = 44;
const TICKS = 5;

/** What was said against what came, as inline SVG, and the same numbers in a table beside it. On the diagonal both are the same. */
export function calibrationPlot({ title, bins }: CalibrationPlot): string {
  const most = niceEnd(Math.max(...bins.flatMap(({ said, came }) => [said, came]), 1e-4));
  const width = SIZE - LEFT - RIGHT;
  const height = SIZE - TOP - BOTTOM;
  const x = (value: number): number => round(LEFT + (width * value) / most);
  const y = (value: number): number => round(TOP + height * (1 - value / most));
  const id = `calibration-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => (most * tick) / TICKS);
  const points = bins.map(({ said, came }) => `${x(said)},${y(came)}`);
  const svg = `<svg viewBox="0 0 ${WIDTH} ${SIZE}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-description">Share of yeses by what was said, in bins of equal size. Points on the diagonal: as often as was said.</desc>
<line class="axis" x1="${x(0)}" y1="${y(0)}" x2="${x(most)}" y2="${y(0)}"/>
<line class="axis" x1="${x(0)}" y1="${y(0)}" x2="${x(0)}" y2="${y(most)}"/>
<line class="axis" x1="${x(0)}" y1="${y(0)}" x2="${x(most)}" y2="${y(most)}" stroke-dasharray="4 4"/>
${ticks.map((tick) => tickAt(tick, x, y)).join("\n")}
<text class="muted" x="${x(most / 2)}" y="${SIZE - 8}" text-anchor="middle">said</text>
<text class="muted" x="${LEFT - 44}" y="${y(most / 2)}" transform="rotate(-90 ${LEFT - 44} ${y(most / 2)})" text-anchor="middle">came</text>
<polyline class="curve" points="${points.join(" ")}"/>
${points.map((point) => `<circle class="bar" cx="${point.replace(",", '" cy="')}" r="4"/>`).join("\n")}
</svg>`;
  const table = htmlTable(
    `${title}: bins of equal size`,
    ["said, mean", "came", "cases"],
    bins.map(({ said, came, count }) => [said.toFixed(4), came.toFixed(4), count.toLocaleString("en-US")]),
  );
  return `<figure>\n${svg}\n${table}\n</figure>`;
}

function tickAt(value: number, x: (value: number) => number, y: (value: number) => number): string {
  const text = Number(value.toPrecision(2));
  return `<text class="muted" x="${x(value)}" y="${y(0) + 16}" text-anchor="middle">${text}</text>
<text class="muted" x="${x(0) - 6}" y="${y(value) + 4}" text-anchor="end">${text}</text>`;
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceEnd(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((end) => end >= value) ?? value;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
