import { Blend, plain } from "../blend.js";
import { ownScores } from "../scores/own-scores.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** The same thing in another colour: of each colour one, the most popular. Without colours, the other variants. */
export const otherVariant: ScenarioKind = {
  about: "item",
  repeats: true,
  variants: true,
  propose({ served, about, passes }) {
    const { catalogue, popularity } = served;
    const { group, colour } = catalogue.columns;
    const [item] = about.rows;
    if (item === undefined) return undefined;
    const byColour = new Map<number, number>();
    const chosen = new Map<number, number>();
    for (const row of catalogue.rowsOf("group", group[item] as number)) {
      if (!passes(row)) continue;
      const shade = colour[row] as number;
      if (shade === 0) chosen.set(row, 1 + (popularity.column[row] as number));
      else if (shade !== colour[item]) {
        const best = byColour.get(shade);
        if (best === undefined || (popularity.column[row] as number) > (popularity.column[best] as number)) {
          byColour.set(shade, row);
        }
      }
    }
    for (const row of byColour.values()) chosen.set(row, 1 + (popularity.column[row] as number));
    const scores = ownScores(chosen, catalogue.count);
    if (scores === undefined) return undefined;
    return {
      rows: Uint32Array.from(chosen.keys()).sort(),
      blend: new Blend([plain(scores)]),
      because: about,
      reason: () => "same-variant-group",
    };
  },
};
