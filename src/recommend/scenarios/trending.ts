import { Blend, plain } from "../blend.js";
import { reachedRows } from "../candidates.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What is liked more than it was. */
export const trending: ScenarioKind = {
  repeats: true,
  propose({ person }) {
    const scores = person.of("trending");
    return scores === undefined ? undefined : { rows: reachedRows(scores), blend: new Blend([plain(scores)]) };
  },
};
