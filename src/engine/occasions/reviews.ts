import type { EngineContext } from "../../domain/context.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { HOUR, MINUTE } from "../../domain/time.js";
import { findPlan, NO_ITEMS, putPlan, REVIEW } from "./plans.js";

const REF = "standing";
/** A review is moved to an earlier time only by more than this: timers cost. */
const EARLIER = HOUR;
/** Two reviews of one person are at least so far apart. */
const APART = MINUTE;

/** Whether anything asks where the person stands when time alone has passed: segments that it may change. */
export function reviewsNeeded({ segments, actions }: EngineContext): boolean {
  const followed = actions.some(
    ({ trigger: { occasion } }) => occasion === "segment-entered" || occasion === "segment-left",
  );
  return segments.some(
    ({ when, holdMs }) =>
      when.drifts || when.crossings.length > 0 || when.reads.has("intent") || (followed && holdMs > 0),
  );
}

/** Sets the timer of the next review; one that waits already is moved only to a much earlier time. `next`: ms, Infinity: none is needed. */
export function planReview(draft: ProfileDraft, next: number, cause: string, context: EngineContext): void {
  if (next === Number.POSITIVE_INFINITY) return;
  const { clock } = draft.read("activity");
  const due = Math.max(Math.ceil(next), clock + APART);
  const planned = findPlan(draft, REVIEW, REF);
  if (planned !== undefined && due > planned.due - EARLIER) return;
  const plan = { kind: REVIEW, ref: REF, due, openedAt: clock, opened: cause, subject: "", items: NO_ITEMS, value: 0 };
  putPlan(draft, plan, context);
}
