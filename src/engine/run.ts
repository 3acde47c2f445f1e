/**
 * What happens within a step at any time of it: timers that are due fire, moments are decided, where the person stands is looked at again.
 */
import type { EngineContext } from "../domain/context.js";
import type { StandingChange } from "../domain/happening.js";
import type { PartitionView } from "../domain/step.js";
import { decide } from "./decide.js";
import { advanceClock } from "./features/activity.js";
import { expirePoints } from "./features/loyalty.js";
import { noteTrial } from "./learn/trials.js";
import type { Configured } from "./occasions/configured.js";
import { goOn } from "./occasions/escalate.js";
import { fire } from "./occasions/fire.js";
import { openChanges } from "./occasions/kinds/segments.js";
import { watchSilence } from "./occasions/kinds/silence.js";
import { nextDue } from "./occasions/plans.js";
import { planReview } from "./occasions/reviews.js";
import type { Setting, Speech } from "./occasions/rule.js";
import type { Draft } from "./profile/draft.js";
import { nextReview, updateStanding } from "./segments/index.js";
import type { StepOutput } from "./step-output.js";
import { viewOf } from "./view/view-of.js";

/** The context, with what is derived from it once. */
export interface Prepared {
  readonly context: EngineContext;
  readonly occasions: Configured;
}

/** One step under way: what it reads beside profile and event, and where it puts what leaves. */
export interface Run extends Prepared {
  readonly partition: PartitionView;
  readonly out: StepOutput;
}

/**
 * Fires this person's timers that are due by then, in the order of their times, as if each had come through the log: an event never finds
 * a timer waiting that should have fired before it, whoever noticed it first. Ends: a plan is taken off or moved on, and moves once.
 */
export function fireDue(draft: Draft, by: number, run: Run): void {
  const { context, occasions, out } = run;
  for (let plan = nextDue(draft, by); plan !== undefined; plan = nextDue(draft, by)) {
    advanceClock(draft.write("activity"), plan.due, context);
    expirePoints(draft, context);
    const fired = fire(draft, plan, occasions.groups, context);
    if (fired.end === "speak") speak(draft, [fired.speech], fired.speech.moment.cause, run);
    else if (fired.end === "review") review(draft, fired.cause, run);
    else if (fired.reason !== undefined) out.reason(fired.reason);
  }
}

/** Time alone may have changed where the person stands, or the definitions have. */
export function review(draft: Draft, cause: string, run: Run): void {
  const { context, out } = run;
  const changes = updateStanding(draft, context, viewOf(draft, context), out, true);
  planReview(draft, nextReview(draft, context, viewOf(draft, context)), cause, context);
  speak(draft, changesOf(draft, changes, cause, run), cause, run);
}

/**
 * Decides these moments, one after the other. What was said may itself change where the person stands ("so many messages, none opened"): that
 * is settled here, so that it is the same whichever event comes next.
 */
export function speak(draft: Draft, speeches: readonly Speech[], cause: string, run: Run): void {
  if (speeches.length === 0) return;
  const { context, out } = run;
  for (const speech of speeches) decideOne(draft, speech, run);
  if (context.segments.length === 0) return;
  const changes = updateStanding(draft, context, viewOf(draft, context), out);
  if (changes.length === 0) return;
  for (const speech of changesOf(draft, changes, cause, run)) decideOne(draft, speech, run);
  updateStanding(draft, context, viewOf(draft, context), out);
}

function changesOf(draft: Draft, changes: readonly StandingChange[], cause: string, run: Run): readonly Speech[] {
  const { context, occasions, out } = run;
  const { groups } = occasions;
  const setting: Setting = { draft, event: undefined, cause, groups, context, out, viewOf, noteTrial, speeches: [] };
  openChanges(setting, changes);
  return setting.speeches;
}

function decideOne(draft: Draft, { moment, actions }: Speech, run: Run): void {
  const { context, occasions, partition, out } = run;
  decide(draft, moment, actions, context, out, partition);
  if (moment.step !== undefined) goOn(draft, moment, occasions.groups, context, out);
  if (occasions.watchesSilence) watchSilence(draft, moment.cause, occasions.groups, context);
}
