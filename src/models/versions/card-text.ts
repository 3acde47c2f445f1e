/** Pieces of model cards (Mitchell et al., FAT* 2019): what people should know of a version before they use it. Markdown. */

export function table(rows: readonly (readonly [string, string])[]): string {
  return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

/** Text from outside: it can end neither the cell nor the page. */
export function code(text: string): string {
  return `\`${text.replaceAll(/[`|\r\n]/g, " ")}\``;
}

export function dayOf(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().slice(0, 10) : "-";
}

export function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
