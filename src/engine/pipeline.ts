/**
 * The engine's table of contents: the order of all stages, read from top to bottom. A new rule is one file in its stage's folder, one test, and
 * one line here. Nothing here or below does I/O, reads a clock or throws dice.
 */
import type { EngineContext } from "../domain/context.js";
import type { DeliveryEvent, MergeEvent, PersonEvent, SegmentEvent, TimerEvent } from "../domain/event.js";
import { hash53 } from "../domain/hash.js";
import { rfmPointOf } from "../domain/rfm.js";
import type { PartitionView, StepResult } from "../domain/step.js";
import { isAskedReview } from "../domain/timer.js";
import { attend, unattend, visit } from "./attention.js";
import { takeBack } from "./deliveries.js";
import { advanceClock } from "./features/activity.js";
import { applyFeatures } from "./features/apply.js";
import { isOtherHour } from "./features/hours.js";
import { forget, handOver, takeOver } from "./hand-over.js";
import { forwarded } from "./identify/forward.js";
import { linkRequests } from "./identify/link.js";
import { intend } from "./intent.js";
import { learnFrom } from "./learn/learn-from.js";
import { notePopular } from "./learn/popularity.js";
import { noteTrial } from "./learn/trials.js";
import { configure } from "./occasions/configured.js";
import { closeOccasions, openOccasions } from "./occasions/open.js";
import { planReview } from "./occasions/reviews.js";
import type { Heard } from "./occasions/rule.js";
import { Draft } from "./profile/draft.js";
import { EMPTY_PROFILE, type Profile } from "./profile/stored-profile.js";
import { fireDue, type Prepared, review, type Run, speak } from "./run.js";
import { moveRfm, nextReview, updateStanding } from "./segments/index.js";
import { NO_TIMERS, StepOutput, timerChanges } from "./step-output.js";
import { viewOf } from "./view/view-of.js";

export type { Prepared };

export function prepare(context: EngineContext): Prepared {
  return { context, occasions: configure(context) };
}

type Result = StepResult<Profile>;

export function step(
  profile: Profile | undefined,
  event: PersonEvent,
  { context, occasions }: Prepared,
  partition: PartitionView,
): Result {
  const run: Run = { context, occasions, partition, out: new StepOutput() };
  switch (event.type) {
    case "timer":
      return wake(profile, event, run);
    case "erase":
      return forget(profile, event, run);
    default:
      return apply(profile, event, run);
  }
}

/** An event from outside, a merge, or what became of a message. */
function apply(profile: Profile | undefined, event: SegmentEvent | MergeEvent | DeliveryEvent, run: Run): Result {
  const { out } = run;
  const base = profile ?? EMPTY_PROFILE;

  // 1. dedupe
  const draft = new Draft(base, event.person);
  const hash = hash53(event.id);
  if (draft.hasSeen(hash)) {
    draft.discard();
    return out.result("event.duplicate", profile, 0, NO_TIMERS);
  }

  // 2. forwarding mark
  const isRequest = event.type === "merge" && event.content === undefined;
  const mark = draft.isForwarded() ? draft.read("identity").forwardedTo : undefined;
  if (mark !== undefined && !isRequest) {
    const onward = forwarded(event, mark);
    if (onward !== undefined) {
      draft.discard();
      out.effect({ kind: "event", event: onward });
      return out.result("event.forwarded", profile, 0, NO_TIMERS);
    }
  }
  if (isRequest) return handOver(draft, base, event, hash, run);
  // What became of a message makes nobody: whom it was for is gone.
  if (event.type === "delivery" && (profile === undefined || mark !== undefined)) {
    draft.discard();
    return out.result("event.applied", profile, 0, NO_TIMERS);
  }
  if (profile === undefined || mark !== undefined) {
    const identity = draft.write("identity");
    identity.person = event.person;
    identity.forwardedTo = undefined;
  }

  // 3. timers that were due before it
  fireDue(draft, event.time, run);

  // 4. what it says
  if (event.type === "merge") takeOver(draft, event, run);
  else if (event.type === "delivery") takeBack(draft, event, run);
  else hear(draft, base, event, hash, run);

  draft.remember(hash, run.context.limits.seenIds);
  const timers = timersOf(draft);
  const people = profile === undefined || mark !== undefined ? 1 : 0;
  return out.result("event.applied", draft.finish(), people, timers);
}

function hear(draft: Draft, before: Profile, event: SegmentEvent, hash: number, run: Run): void {
  const { context, occasions, out } = run;

  // identify
  for (const request of linkRequests(draft, event, context)) out.effect({ kind: "event", event: request });

  // profile features
  const { sessions, lastSeen } = draft.read("activity");
  const point = event.name === "Order Completed" ? rfmPointOf(draft.read("activity")) : 0;
  const happening = applyFeatures(draft, event, context, out);
  const isVisit = draft.read("activity").sessions > sessions;
  if (happening === "order") moveRfm(point, rfmPointOf(draft.read("activity")), out);
  if (happening !== "quiet" && isOtherHour(event.time, lastSeen)) visit(draft, event.time, run);
  if (happening === "order") attend(draft, "onsite", "purchase", event.time, run);

  // learn: what came of messages sent before
  const answer = learnFrom(draft, event, context, out);
  if (answer !== undefined) {
    const note = answer.isTakenBack ? unattend : attend;
    note(draft, answer.channel, answer.kind, answer.time, run);
  }

  // intent: how likely they are to buy now
  intend(draft, event, hash, happening === "order", context, out);

  // segments, and where the person stands
  const changes = updateStanding(draft, context, viewOf(draft, context), out);
  notePopular(draft, event, happening === "order", context, out, run.partition);
  if (occasions.reviews && (isVisit || happening !== "activity" || draft.hasChanged("standing")))
    planReview(draft, nextReview(draft, context, viewOf(draft, context)), event.id, context);

  // occasions; candidates and all that follows stand in decide.ts
  const { groups } = occasions;
  const cause = event.id;
  const heard: Heard = {
    draft,
    before,
    event,
    cause,
    happening,
    isVisit,
    changes,
    groups,
    context,
    out,
    viewOf,
    noteTrial,
    speeches: [],
  };
  closeOccasions(heard, occasions);
  speak(draft, openOccasions(heard, occasions), cause, run);
}

/** A timer that came back through the log. It wakes the profile, which knows what is due. */
function wake(profile: Profile | undefined, event: TimerEvent, run: Run): Result {
  const { kind, ref, person } = event;
  const draft = new Draft(profile ?? EMPTY_PROFILE, person);
  const before = draft.read("plans").open;
  const plan = before.find((open) => open.kind === kind && open.ref === ref);
  const isAsked = isAskedReview(event) && profile !== undefined && !draft.isForwarded();
  // A plan may have moved to an earlier time after its timer was put into the log; a timer of the same name and time comes only once.
  const isDue = plan !== undefined && plan.due <= event.time;
  if (profile === undefined || (!isAsked && !isDue)) {
    draft.discard();
    // What the state believes is set right, should it ever differ.
    return run.out.result("timer.stale", profile, 0, [{ timer: { person, kind, ref }, due: plan?.due ?? null }]);
  }
  fireDue(draft, event.time, run);
  if (isAsked) {
    advanceClock(draft.write("activity"), event.time, run.context);
    review(draft, event.id, run);
  }
  const timers = timerChanges(person, before, draft.read("plans").open);
  return run.out.result("event.applied", draft.finish(), 0, timers);
}

/** Most events move no timer. */
function timersOf(draft: Draft): Result["timers"] {
  if (!draft.hasChanged("plans")) return NO_TIMERS;
  return timerChanges(draft.person, draft.plansBefore().open, draft.read("plans").open);
}
