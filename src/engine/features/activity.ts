import type { EngineContext } from "../../domain/context.js";
import type { Activity } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { decay } from "../../domain/time.js";

/** Moves the clock on and the decayed counters with it. A time in the past changes nothing: the clock never goes back. */
export function advanceClock(activity: Activity, time: number, { halfLives }: EngineContext): void {
  if (time <= activity.clock) return;
  const elapsed = time - activity.clock;
  activity.clock = time;
  if (activity.firstSeen === 0) return;
  const slower = decay(elapsed, halfLives.activity);
  activity.recentSessions *= slower;
  activity.recentViews *= slower;
  activity.recentCarts *= slower;
  activity.recentSaves *= slower;
  if (activity.orders === 0) return;
  const spending = decay(elapsed, halfLives.spending);
  activity.recentOrders *= spending;
  activity.recentRevenue *= spending;
}

/** Every event counts; only what the person did moves the session. Events out of order count as of now. */
export function countEvent(draft: ProfileDraft, time: number, byPerson: boolean, context: EngineContext): void {
  const activity = draft.write("activity");
  advanceClock(activity, time, context);
  activity.events++;
  if (activity.firstSeen === 0 || time < activity.firstSeen) activity.firstSeen = time;
  if (!byPerson) return;
  if (activity.sessions === 0 || time - activity.lastSeen > context.sessionGapMs) {
    activity.sessions++;
    activity.recentSessions += weightNow(activity, time, context.halfLives.activity);
    activity.sessionStart = time;
    activity.sessionViews = 0;
  }
  if (time > activity.lastSeen) activity.lastSeen = time;
}

/** What one more counts as of the clock, for something that happened at `time`. */
export function weightNow(activity: Activity, time: number, halfLifeMs: number): number {
  return decay(activity.clock - time, halfLifeMs);
}
