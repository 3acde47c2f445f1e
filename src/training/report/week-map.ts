import { escapeHtml, htmlTable } from "./html.js";

export interface WeekMap {
  readonly title: string;
  /** What is to be seen, in a sentence: for those who don't see it. */
  readonly description: string;
  /** What the values are. */
  readonly measure: string;
  /** By hour of the week, 0 = Monday 00:00; 0 or more. */
  readonly values: readonly number[];
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const HOURS = 24;
const CELL = 22;
const NAMES = 40;
const TOP = 18;

/** Seven rows of 24 cells, the darker the higher, as inline SVG, and the same numbers in a table beside it. */
export function weekMap({ title, description, measure, values }: WeekMap): string {
  const most = Math.max(...values, 1e-9);
  const valueAt = (day: number, hour: number): number => values[day * HOURS + hour] ?? 0;
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  const rows = DAYS.map((name, day) => {
    const y = TOP + day * CELL;
    const cells = hours.map((hour) => {
      const opacity = (valueAt(day, hour) / most).toFixed(3);
      return `<rect class="bar" x="${NAMES + hour * CELL}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" opacity="${opacity}"/>`;
    });
    return `<text x="${NAMES - 6}" y="${y + 15}" text-anchor="end">${name}</text>${cells.join("")}`;
  });
  const heads = hours
    .filter((hour) => hour % 3 === 0)
    .map((hour) => `<text class="muted" x="${NAMES + hour * CELL}" y="12">${hour}</text>`);
  const id = `map-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  const svg = `<svg viewBox="0 0 ${NAMES + HOURS * CELL} ${TOP + DAYS.length * CELL}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-description">${escapeHtml(description)}</desc>
${heads.join("")}
${rows.join("\n")}
</svg>`;
  const table = htmlTable(
    `${title}: ${measure}`,
    ["hour", ...DAYS],
    hours.map((hour) => [String(hour), ...DAYS.map((_, day) => valueAt(day, hour).toFixed(2))]),
  );
  return `<figure>\n${svg}\n${table}\n</figure>`;
}
