import { Blend, plain } from "../blend.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What everybody likes, now: live popularity, where an order counts more than a look. */
export const bestsellers: ScenarioKind = {
  repeats: true,
  propose({ person, filter }) {
    const scores = person.popular();
    if (scores === undefined) return undefined;
    const reason = filter.categories === undefined ? "popular" : "popular-in-category";
    return { blend: new Blend([plain(scores)]), least: 0, reason: () => reason };
  },
};
