import { proposeNeighbours } from "./neighbours.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What people who bought this item buy too. */
export const alsoBought: ScenarioKind = {
  about: "item",
  repeats: true,
  propose: (asked) => proposeNeighbours(asked, ["also-bought"]),
};
