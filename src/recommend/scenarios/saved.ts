import { proposeOwn } from "./own-list.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** The wish list, the newest first. */
export const saved: ScenarioKind = {
  own: true,
  variants: true,
  propose(asked) {
    const { taste } = asked.person;
    const savedAt = new Map(taste.recent.filter(({ kind }) => kind === "save").map(({ id, time }) => [id, time]));
    const newestFirst = taste.saved.map(({ id }) => id).sort((a, b) => (savedAt.get(b) ?? 0) - (savedAt.get(a) ?? 0));
    return proposeOwn(asked, newestFirst, "you-saved");
  },
};
