import type { EngineContext } from "../../domain/context.js";
import type { Activity } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { DAY, WEEK } from "../../domain/time.js";
import { NEVER_DAYS, type View } from "../../domain/view.js";
import { definitionsOf } from "./definitions.js";

/** Who was here within this is looked at daily where conditions drift with time, others weekly, and after a year no more. */
const DAILY_MS = 30 * DAY;
const WEEKLY_MS = 365 * DAY;

/**
 * When time alone may next change where the person stands: the end of a hold, of a visit or day whose intent is asked for, a threshold of the lifecycle, days
 * that cross a number in a condition (all exact, within a millisecond), or the next look at what drifts. Infinity: never. Later than the clock always.
 */
export function nextReview(draft: ProfileDraft, context: EngineContext, view: View): number {
  const activity = draft.read("activity");
  const standing = draft.read("standing");
  const now = activity.clock;
  let next = Number.POSITIVE_INFINITY;
  for (const until of standing.heldUntil) if (until > now && until < next) next = until;
  next = Math.min(next, nextLifecycle(activity, view.standing.lifecycle, now, context));
  const { crossings, drifts, readIntent } = definitionsOf(context.segments);
  if (readIntent) next = Math.min(next, nextEnd(draft, now, context));
  for (const { subject, field, days } of crossings) {
    const elapsed = (view[subject] as Readonly<Record<string, unknown>>)[field] as number;
    if (elapsed >= NEVER_DAYS || elapsed > days) continue;
    // `> 90` holds a millisecond after 90 days, `>= 90` has held for one by then.
    const at = now - Math.round(elapsed * DAY) + Math.floor(days * DAY) + 1;
    if (at > now && at < next) next = at;
  }
  return drifts ? Math.min(next, nextLook(activity, now)) : next;
}

/** Strangers have no thresholds (engine/view/lifecycle.ts): a one-time visitor costs no timer. */
function nextLifecycle(
  { orders, lastOrder, lastSeen, firstSeen }: Readonly<Activity>,
  lifecycle: string,
  now: number,
  { lifecycle: policy }: EngineContext,
): number {
  if (lifecycle === "stranger") return Number.POSITIVE_INFINITY;
  const from = orders > 0 ? lastOrder : lastSeen || firstSeen;
  for (const after of [policy.lapsingMs, policy.lapsedMs, policy.lostMs]) if (from + after > now) return from + after;
  return Number.POSITIVE_INFINITY;
}

/**
 * When what is said of the visit, or of the day, is over (engine/view). Also where it is 0 now: within a visit the next look isn't planned anew with each
 * event, and a later one may say more.
 */
function nextEnd(draft: ProfileDraft, now: number, { sessionGapMs }: EngineContext): number {
  const { at } = draft.read("intent");
  if (at === 0) return Number.POSITIVE_INFINITY;
  const ends = [draft.read("activity").lastSeen + sessionGapMs + 1, at + DAY];
  return Math.min(...ends.filter((end) => end > now));
}

function nextLook({ lastSeen, firstSeen }: Readonly<Activity>, now: number): number {
  const silence = now - (lastSeen || firstSeen);
  if (silence > WEEKLY_MS) return Number.POSITIVE_INFINITY;
  return now + (silence < DAILY_MS ? DAY : WEEK);
}
