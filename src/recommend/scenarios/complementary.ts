import { proposeNeighbours } from "./neighbours.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** Cross-sell: what is bought with this item, or after it was looked at, from other categories. */
export const complementary: ScenarioKind = {
  about: "item",
  propose(asked) {
    const proposal = proposeNeighbours(asked, ["also-bought", "view-then-bought"]);
    if (proposal?.rows === undefined) return undefined;
    const { category } = asked.served.catalogue.columns;
    const own = new Set(asked.about.rows.map((row) => category[row]));
    const rows = proposal.rows.filter((row) => category[row] !== 0 && !own.has(category[row]));
    return rows.length === 0 ? undefined : { ...proposal, rows, reason: () => "bought-together" };
  },
};
