import { blendOf } from "../blend-weights.js";
import { proposeBlended } from "./blended.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What this person will like: all signals, with the weights that were learnt for it. */
export const forYou: ScenarioKind = {
  propose: (asked) => proposeBlended(asked, blendOf(asked.served, "forYou")),
};
