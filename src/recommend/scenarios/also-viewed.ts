import { proposeNeighbours } from "./neighbours.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What people who looked at this item look at too. */
export const alsoViewed: ScenarioKind = {
  about: "item",
  repeats: true,
  propose: (asked) => proposeNeighbours(asked, ["also-viewed"]),
};
