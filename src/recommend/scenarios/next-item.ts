import { blendOf } from "../blend-weights.js";
import { proposeBlended } from "./blended.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What this person will look at next: what follows their newest items weighs more. */
export const nextItem: ScenarioKind = {
  propose: (asked) => proposeBlended(asked, blendOf(asked.served, "nextItem")),
};
