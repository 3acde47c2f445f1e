import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import type { ProfileDraft } from "../../domain/profile.js";
import type { Group, Groups } from "./groups.js";

const NOTHING: readonly Group[] = [];

/**
 * After the person did something: sets the timers of what may become an occasion. A timer that waits already is left alone, whatever the
 * person does: it is moved only when it fires and finds that they were active since (fire.ts). So an event seldom touches a timer.
 */
export function openAbandonments(
  draft: ProfileDraft,
  event: SegmentEvent,
  groups: Groups,
  context: EngineContext,
): void {
  if (draft.hasCart()) {
    for (const group of groups.get("cart-abandoned") ?? NOTHING) {
      if (!draft.isAnnounced(group.ref)) plan(draft, group, event);
    }
    return;
  }
  const browse = groups.get("browse-abandoned") ?? NOTHING;
  if (browse.length === 0) return;
  const activity = draft.read("activity");
  if (activity.sessionViews < context.browseMinimumViews || activity.lastOrder >= activity.sessionStart) return;
  if (draft.browseSession() === activity.sessionStart) return;
  for (const group of browse) plan(draft, group, event);
  draft.write("plans").browseSession = activity.sessionStart;
}

/** An order: what speaks at once is returned, the rest waits. */
export function openOrderPlaced(draft: ProfileDraft, event: SegmentEvent, groups: Groups): readonly Group[] {
  const members = groups.get("order-placed") ?? NOTHING;
  for (const group of members) if (group.waitMs > 0) plan(draft, group, event);
  return members.filter((group) => group.waitMs === 0);
}

function plan(draft: ProfileDraft, group: Group, event: SegmentEvent): void {
  const { occasion: kind, ref, waitMs } = group;
  if (draft.isPlanned(kind, ref)) return;
  const { clock, lastSeen } = draft.read("activity");
  // An order waits from now; an abandonment from the last thing the person did.
  const from = kind === "order-placed" ? clock : lastSeen;
  draft.write("plans").open.push({ kind, ref, due: Math.max(from + waitMs, clock), openedAt: clock, opened: event.id });
}
