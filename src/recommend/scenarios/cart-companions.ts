import { proposeNeighbours } from "./neighbours.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What is bought with the things in the cart, taken together. */
export const cartCompanions: ScenarioKind = {
  about: "cart",
  propose: (asked) => proposeNeighbours(asked, ["also-bought"]),
};
