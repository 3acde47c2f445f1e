import { inMind } from "../items.js";
import { open } from "../opening.js";
import type { OccasionRule } from "../rule.js";

/** A session has begun. */
export const visit: OccasionRule = {
  occasion: "visit",
  waits: "time",
  onVisit: (heard) => open(heard, visit, {}),
  about: (draft, _seed, context) => inMind(draft, context),
};
