import { escapeHtml, htmlTable } from "./html.js";

/** A value by name, with its interval where it has one. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly interval?: readonly [low: number, high: number];
}

export interface BarChart {
  readonly title: string;
  /** What is to be seen, in a sentence: for those who don't see it. */
  readonly description: string;
  /** What the names are. */
  readonly dimension: string;
  /** What the values are. */
  readonly measure: string;
  readonly bars: readonly Bar[];
  readonly digits?: number;
}

const WIDTH = 608;
const ROW = 28;
const TOP = 8;
const NAMES = 210;
const VALUES = 62;

/** Horizontal bars with whiskers as inline SVG, and the same numbers in a table beside it. */
export function barChart(chart: BarChart): string {
  const { title, description, dimension, measure, bars, digits = 4 } = chart;
  const ends = bars.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  const low = Math.min(0, ...ends);
  const high = Math.max(low + 1e-9, ...ends);
  const width = WIDTH - NAMES - VALUES;
  const x = (value: number): number => NAMES + (width * (value - low)) / (high - low);
  const height = TOP + bars.length * ROW + 6;
  const rows = bars.map((bar, at) => barOf(bar, TOP + at * ROW, x, digits));
  const id = `chart-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  const svg = `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-description">${escapeHtml(description)}</desc>
<line class="axis" x1="${round(x(0))}" y1="0" x2="${round(x(0))}" y2="${height}"/>
${rows.join("\n")}
</svg>`;
  const hasIntervals = bars.some(({ interval }) => interval !== undefined);
  const table = htmlTable(
    `${title}: ${measure}`,
    [dimension, measure, ...(hasIntervals ? ["95 % interval"] : [])],
    bars.map(({ name, value, interval }) => [
      name,
      value.toFixed(digits),
      ...(hasIntervals ? [interval === undefined ? "" : interval.map((end) => end.toFixed(digits)).join(" to ")] : []),
    ]),
  );
  return `<figure>\n${svg}\n${table}\n</figure>`;
}

function barOf({ name, value, interval }: Bar, y: number, x: (value: number) => number, digits: number): string {
  const from = Math.min(x(0), x(value));
  const middle = y + ROW / 2;
  const end = Math.max(x(value), x(0), ...(interval ?? []).map(x));
  const whisker =
    interval === undefined
      ? ""
      : `<line class="whisker" x1="${round(x(interval[0]))}" y1="${middle}" x2="${round(x(interval[1]))}" y2="${middle}"/>`;
  return `<text x="${NAMES - 8}" y="${middle + 4}" text-anchor="end">${escapeHtml(name)}</text>
<rect class="bar" x="${round(from)}" y="${y + 5}" width="${round(Math.max(0.5, Math.abs(x(value) - x(0))))}" height="${ROW - 10}"/>${whisker}
<text class="muted" x="${round(end + 6)}" y="${middle + 4}">${value.toFixed(digits)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
