import { groupsFor } from "../groups.js";
import { inCart, viewed } from "../items.js";
import { plan, seedOf } from "../opening.js";
import type { Heard, OccasionRule } from "../rule.js";

/** Left with things in the cart. Each wait is announced once until the cart changes. */
export const cartAbandoned: OccasionRule = {
  occasion: "cart-abandoned",
  waits: "quiet",
  about: (draft, _seed, context) => inCart(draft, context),
  gone: (draft, { ref }) => (draft.hasCart() && !draft.isAnnounced(ref) ? undefined : "occasion.emptied"),
};

/** Left after looking at several products, without a cart; once a session. */
export const browseAbandoned: OccasionRule = {
  occasion: "browse-abandoned",
  waits: "quiet",
  about: (draft, _seed, context) => viewed(draft, context),
  gone(draft, { openedAt }) {
    if (draft.hasCart()) return "occasion.superseded";
    return draft.read("activity").lastOrder > openedAt ? "occasion.cancelled-by-purchase" : undefined;
  },
};

/**
 * After the person did something: sets the timers of what may become an abandonment. A timer that waits already is left alone, whatever the
 * person does: it is moved only when it fires and finds that they were active since (fire.ts). So an event seldom touches a timer.
 */
export function openAbandonments(heard: Heard): void {
  const { draft, groups, context } = heard;
  if (draft.hasCart()) {
    for (const group of groupsFor(groups, "cart-abandoned")) {
      if (draft.isPlanned("cart-abandoned", group.ref) || draft.isAnnounced(group.ref)) continue;
      plan(heard, cartAbandoned, group, group.ref, seedOf(heard, {}));
    }
    return;
  }
  const browse = groupsFor(groups, "browse-abandoned");
  if (browse.length === 0) return;
  const activity = draft.read("activity");
  if (activity.sessionViews < context.browseMinimumViews || activity.lastOrder >= activity.sessionStart) return;
  if (draft.browseSession() === activity.sessionStart) return;
  for (const group of browse) plan(heard, browseAbandoned, group, group.ref, seedOf(heard, {}));
  draft.write("plans").browseSession = activity.sessionStart;
}
