import { proposeOwn } from "./own-list.js";
import type { ScenarioKind } from "./scenario-kind.js";

/** What the person looked at, the newest first. */
export const recentlyViewed: ScenarioKind = {
  own: true,
  variants: true,
  propose: (asked) =>
    proposeOwn(
      asked,
      asked.person.taste.recent.filter(({ kind }) => kind === "view").map(({ id }) => id),
      "you-viewed",
    ),
};
