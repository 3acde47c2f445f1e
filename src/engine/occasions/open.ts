import { cancelByPurchase } from "./cancel.js";
import type { Configured } from "./configured.js";
import { cancelByGoal, climbAtVisit } from "./escalate.js";
import { openAbandonments } from "./kinds/abandonments.js";
import { openEvent } from "./kinds/events.js";
import { openChanges } from "./kinds/segments.js";
import type { Heard, Speech } from "./rule.js";

/**
 * What an event makes of the moment: timers are set, and what speaks at once is returned, in the order of being decided. An import of history and
 * an event that asks for silence open nothing.
 */
export function openOccasions(heard: Heard, configured: Configured): readonly Speech[] {
  const { event, happening } = heard;
  const hearings = configured.opens.get(event.name);
  if (event.history || event.silent) {
    if (hearings !== undefined || (happening === "order" && configured.onOrder.length > 0))
      heard.out.reason("occasion.silent");
    return heard.speeches;
  }
  if (hearings !== undefined) for (const hear of hearings) hear(heard);
  if (configured.hearsAll && event.name !== "") openEvent(heard);
  if (happening === "order") for (const hear of configured.onOrder) hear(heard);
  for (const { section, hear } of configured.onChange) if (heard.draft.hasChanged(section)) hear(heard);
  if (heard.changes.length > 0) openChanges(heard, heard.changes);
  if (heard.isVisit) {
    climbAtVisit(heard);
    for (const hear of configured.onVisit) hear(heard);
  }
  if (happening !== "quiet") openAbandonments(heard);
  return heard.speeches;
}

/** What an event ends: history and silent events too. To be called before what it opens. */
export function closeOccasions(heard: Heard, { closes }: Configured): void {
  const { draft, event, happening, groups, out } = heard;
  const hearings = closes.get(event.name);
  if (hearings !== undefined) for (const hear of hearings) hear(heard);
  cancelByGoal(draft, event, groups, out);
  if (happening !== "order") return;
  const cancelled = cancelByPurchase(draft, event.time, groups);
  if (cancelled > 0) out.reason("occasion.cancelled-by-purchase", cancelled);
}
