import { DAY } from "../../../domain/time.js";
import { viewed } from "../items.js";
import { open } from "../opening.js";
import { NO_ITEMS, putPlan, REST } from "../plans.js";
import type { OccasionRule } from "../rule.js";

/** Not again within. */
const REST_MS = 14 * DAY;

/** Comes often and buys nothing. Asked when a visit begins. */
export const frequentBrowsing: OccasionRule = {
  occasion: "frequent-browsing",
  waits: "quiet",
  onVisit(heard) {
    const { draft, event, context } = heard;
    const { clock, recentSessions, lastOrder } = draft.read("activity");
    const { browsingSessions, browsingWithoutOrderMs } = context.occasions;
    if (recentSessions < browsingSessions || (lastOrder > 0 && clock - lastOrder < browsingWithoutOrderMs)) return;
    if (draft.isPlanned(REST, frequentBrowsing.occasion)) return;
    const rest = { kind: REST, ref: frequentBrowsing.occasion, due: clock + REST_MS, openedAt: clock };
    if (!putPlan(draft, { ...rest, opened: event.id, subject: "", items: NO_ITEMS, value: 0 }, context)) return;
    open(heard, frequentBrowsing, {});
  },
  about: (draft, _seed, context) => viewed(draft, context),
  gone: (draft, { openedAt }) =>
    draft.read("activity").lastOrder > openedAt ? "occasion.cancelled-by-purchase" : undefined,
};
