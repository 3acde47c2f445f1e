import { Blend, plain, zScored } from "../blend.js";
import { reachedRows } from "../candidates.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What newness counts beside taste, which is in standard deviations. */
const NEWNESS = 0.5;

/** What came lately, the person's taste first. */
export const newArrivals: ScenarioKind = {
  propose({ person }) {
    const newness = person.of("new");
    const rows = reachedRows(newness);
    if (rows.length === 0) return undefined;
    const liking = zScored(person.liking()) ?? zScored(person.of("content"));
    return {
      rows,
      blend: new Blend([liking, plain(newness, NEWNESS)]),
      reason: (_strongest, restsOnItems) => (restsOnItems ? "new-for-you" : "new-arrival"),
    };
  },
};
