import pc from "picocolors";
import type { RecommendationJson } from "../../api/index.js";
import { itemLine, nameWidth } from "../recommendation-lines.js";
import { grouped, safeText } from "../report.js";
import type { Recommended } from "./recommended.js";

/** A newcomer's recommendations, before and after the first model. */
export function recommendedLines({ visitor, before, after, model }: Recommended): string[] {
  const clicks = visitor.clicks.map(({ id, title }) => safeText(`${title} (${id})`)).join(", ");
  const lines = [
    `  ${pc.bold("For you")}  a visitor whom nobody knows, after ${visitor.clicks.length} clicks: ${clicks}`,
    ...itemLines(before, new Set(before.items.map(({ id }) => id))),
  ];
  if (after === undefined || model === undefined) return lines;
  const learnt = `of ${grouped(model.interactions)} interactions of ${grouped(model.people)} people in ${model.seconds.toFixed(1)} s`;
  return [
    ...lines,
    `  ${pc.bold("The same moment, by a first model")}, trained here ${learnt} (${pc.green("+")} = not shown before):`,
    ...itemLines(after, new Set(before.items.map(({ id }) => id))),
  ];
}

/** `known`: what was there before; the others are marked. */
function itemLines({ items }: RecommendationJson, known: ReadonlySet<string>): string[] {
  const wide = nameWidth(items);
  return items.map((item) => `    ${known.has(item.id) ? " " : pc.green("+")} ${itemLine(item, wide)}`);
}
