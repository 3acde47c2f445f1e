import { Blend, plain } from "../blend.js";
import { reachedRows } from "../candidates.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What people of the same segments do most, now. */
export const segmentFavourites: ScenarioKind = {
  repeats: true,
  propose({ person }) {
    const scores = person.of("segment-popular");
    return scores === undefined ? undefined : { rows: reachedRows(scores), blend: new Blend([plain(scores)]) };
  },
};
