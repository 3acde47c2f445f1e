import { Blend, plain } from "../blend.js";
import { candidateRows, reachedRows } from "../candidates.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What category, brand and price tier count beside a cosine. */
const CONTENT = 0.5;

/** What is like this item, by who likes it and by what it is. */
export const similar: ScenarioKind = {
  about: "item",
  repeats: true,
  propose(asked) {
    const { person, about } = asked;
    const byFactors = person.alike(about);
    const byContent = person.alikeInContent(about);
    const blend = new Blend([plain(byFactors), plain(byContent, CONTENT)]);
    if (blend.isEmpty) return undefined;
    const rows = byFactors === undefined ? reachedRows(byContent) : candidateRows(asked, blend);
    return { blend, least: 0, reason: () => "similar-item", ...(rows === undefined ? {} : { rows }) };
  },
};
