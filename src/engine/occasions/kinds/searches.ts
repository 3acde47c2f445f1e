import type { SegmentEvent } from "../../../domain/event.js";
import { NAME_CHARS, textOf } from "../../../domain/fields.js";
import { nothing } from "../items.js";
import { open } from "../opening.js";
import type { OccasionRule } from "../rule.js";

/** A search found nothing, and nothing was viewed since. Its subject: the last such query. */
export const searchWithoutResult: OccasionRule = {
  occasion: "search-without-result",
  waits: "time",
  opens: {
    "Products Searched"(heard) {
      if (!foundNothing(heard.event)) return;
      const subject = textOf(heard.event.properties["query"], NAME_CHARS) ?? "";
      open(heard, searchWithoutResult, {
        subject,
        about: "",
        again: (plan, seed) => ({ ...plan, ...seed, opened: heard.event.id }),
      });
    },
  },
  about: nothing,
  gone: (draft, { openedAt }) =>
    draft.read("items").some(({ kind, time }) => kind === "view" && time >= openedAt) ? "occasion.emptied" : undefined,
  moved(_draft, plan, { waitMs }) {
    const due = plan.openedAt + waitMs;
    return due > plan.due ? { ...plan, due } : undefined;
  },
};

function foundNothing({ properties }: SegmentEvent): boolean {
  const results = properties["results"] ?? properties["products"];
  return Array.isArray(results) ? results.length === 0 : results === 0 || results === "0";
}
