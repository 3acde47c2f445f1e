/** How profiles become one, and go away. */
import type { EraseEvent, MergeEvent } from "../domain/event.js";
import { rfmPointOf } from "../domain/rfm.js";
import type { StepResult } from "../domain/step.js";
import { LABELS } from "./features/items.js";
import { eraseRequests, outlives } from "./identify/erase.js";
import { link } from "./identify/link.js";
import { mergeInto } from "./identify/merge/merge.js";
import { endOrphans } from "./occasions/escalate.js";
import { boundPlans } from "./occasions/plans.js";
import { planReview } from "./occasions/reviews.js";
import { boundContacts } from "./policies/index.js";
import { decodeProfile, encodeProfile } from "./profile/codec.js";
import { Draft } from "./profile/draft.js";
import { EMPTY_PROFILE, type Profile } from "./profile/stored-profile.js";
import { fireDue, type Run } from "./run.js";
import { leaveStanding, moveRfm, nextReview, updateStanding } from "./segments/index.js";
import { NO_TIMERS, type StepOutput, timerChanges } from "./step-output.js";
import { viewOf } from "./view/view-of.js";

type Result = StepResult<Profile>;

/** Asked by another profile: gives everything once, and leaves a mark that sends late events after it. */
export function handOver(draft: Draft, base: Profile, event: MergeEvent, hash: number, run: Run): Result {
  const { person, into } = event;
  const { context, out } = run;
  const isPerson = base !== EMPTY_PROFILE && base.read("identity").forwardedTo === undefined;
  if (into === person) {
    draft.discard();
    return out.result("event.applied", base === EMPTY_PROFILE ? undefined : base, 0, NO_TIMERS);
  }
  if (isPerson) {
    fireDue(draft, event.time, run);
    leave(draft, out);
    const content = encodeProfile(draft.finish());
    const { time } = event;
    const id = `merge-content/${event.id}`;
    out.effect({
      kind: "event",
      event: { type: "merge", id, person: into, from: person, into, time, hops: 0, content },
    });
  } else {
    draft.discard();
  }
  // A mark that is asked again points at the newest: whoever logs in next on this device.
  const mark = new Draft(isPerson ? EMPTY_PROFILE : base, person);
  const identity = mark.write("identity");
  identity.person = person;
  identity.forwardedTo = into;
  mark.remember(hash, context.limits.seenIds);
  const timers = timerChanges(person, base.read("plans").open, EMPTY_PROFILE.read("plans").open);
  return out.result("event.applied", mark.finish(), isPerson ? -1 : 0, timers);
}

/** Takes another profile's content in; what became due by that fires at once. It opens nothing: no event of the person's did. */
export function takeOver(draft: Draft, event: MergeEvent, run: Run): void {
  const { context, occasions, out } = run;
  if (event.content === undefined) return;
  const point = rfmPointOf(draft.read("activity"));
  const giver = decodeProfile(event.content);
  mergeInto(draft, giver, context, LABELS);
  for (const other of [...giver.read("identity").linked, event.from]) {
    if (other !== draft.person) link(draft, other, context.limits.linkedIds);
  }
  boundContacts(draft, context);
  boundPlans(draft, context, out);
  endOrphans(draft, out);
  moveRfm(point, rfmPointOf(draft.read("activity")), out);
  updateStanding(draft, context, viewOf(draft, context), out, true);
  if (occasions.reviews) planReview(draft, nextReview(draft, context, viewOf(draft, context)), event.id, context);
  fireDue(draft, draft.read("activity").clock, run);
}

export function forget(profile: Profile | undefined, event: EraseEvent, { out }: Run): Result {
  const { person } = event;
  out.effect({ kind: "purge", person });
  if (profile === undefined) return out.result("event.applied", undefined, 0, NO_TIMERS);
  const identity = profile.read("identity");
  for (const request of eraseRequests(identity, event)) out.effect({ kind: "event", event: request });
  if (outlives(identity, event)) return out.result("event.applied", profile, 0, NO_TIMERS);
  const isPerson = identity.forwardedTo === undefined;
  if (isPerson) {
    const draft = new Draft(profile, person);
    leave(draft, out);
    draft.discard();
  }
  const timers = timerChanges(person, profile.read("plans").open, EMPTY_PROFILE.read("plans").open);
  return out.result("event.applied", undefined, isPerson ? -1 : 0, timers);
}

/** The profile goes away: nobody is counted who isn't there. */
function leave(draft: Draft, out: StepOutput): void {
  leaveStanding(draft, out);
  moveRfm(rfmPointOf(draft.read("activity")), 0, out);
}
