/**
 * The engine's table of contents: the order of all stages, read from top to bottom. A new rule is one file in its stage's folder, one test, and
 * one line here. Nothing here or below does I/O, reads a clock or throws dice.
 */
import type { Action } from "../domain/action.js";
import type { EngineContext } from "../domain/context.js";
import type { AttuneEvent, EraseEvent, MergeEvent, SegmentEvent, TimerEvent } from "../domain/event.js";
import { hash53 } from "../domain/hash.js";
import type { StepResult } from "../domain/step.js";
import { timerEventId, timerId } from "../domain/timer.js";
import { decide } from "./decide.js";
import { advanceClock } from "./features/activity.js";
import { applyFeatures } from "./features/apply.js";
import { LABELS } from "./features/items.js";
import { eraseRequests, outlives } from "./identify/erase.js";
import { forwarded } from "./identify/forward.js";
import { link, linkRequests } from "./identify/link.js";
import { mergeInto } from "./identify/merge/merge.js";
import { cancelByPurchase } from "./occasions/cancel.js";
import { fire, nextDue } from "./occasions/fire.js";
import { type Group, type Groups, groupActions } from "./occasions/groups.js";
import { openAbandonments, openOrderPlaced } from "./occasions/open.js";
import { boundContacts } from "./policies/contact-policy.js";
import { decodeProfile, encodeProfile } from "./profile/codec.js";
import { Draft } from "./profile/draft.js";
import { EMPTY_PROFILE, type Profile } from "./profile/stored-profile.js";
import { NO_TIMERS, StepOutput, timerChanges } from "./step-output.js";

/** The context, with what is derived from it once. */
export interface Prepared {
  readonly context: EngineContext;
  readonly groups: Groups;
}

export function prepare(context: EngineContext): Prepared {
  return { context, groups: groupActions(context.actions) };
}

type Result = StepResult<Profile>;

export function step(profile: Profile | undefined, event: AttuneEvent, prepared: Prepared): Result {
  switch (event.type) {
    case "timer":
      return wake(profile, event, prepared);
    case "erase":
      return forget(profile, event);
    default:
      return apply(profile, event, prepared);
  }
}

/** An event from outside, or a merge. */
function apply(profile: Profile | undefined, event: SegmentEvent | MergeEvent, prepared: Prepared): Result {
  const out = new StepOutput();
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
      return out.result("event.forwarded", profile, 0, []);
    }
  }
  if (isRequest) return handOver(draft, base, event, hash, prepared, out);
  if (profile === undefined || mark !== undefined) {
    const identity = draft.write("identity");
    identity.person = event.person;
    identity.forwardedTo = undefined;
  }

  // 3. timers that were due before it
  fireDue(draft, event.time, prepared, out);

  // 4. what it says
  if (event.type === "merge") takeOver(draft, event, prepared, out);
  else hear(draft, event, prepared, out);

  draft.remember(hash, prepared.context.limits.seenIds);
  const timers = timersOf(draft, base);
  const people = profile === undefined || mark !== undefined ? 1 : 0;
  return out.result("event.applied", draft.finish(), people, timers);
}

function hear(draft: Draft, event: SegmentEvent, prepared: Prepared, out: StepOutput): void {
  const { context, groups } = prepared;

  // identify
  for (const request of linkRequests(draft, event, context.limits.linkedIds))
    out.effect({ kind: "event", event: request });

  // profile features
  const happening = applyFeatures(draft, event, context);
  if (happening === "quiet") return;

  // occasions; candidates and all that follows stand in decide.ts
  if (happening === "order") {
    const cancelled = cancelByPurchase(draft, groups);
    if (cancelled > 0) out.reason("occasion.cancelled-by-purchase", cancelled);
  }
  if (event.history || event.silent) {
    if (happening === "order" && (groups.get("order-placed")?.length ?? 0) > 0) out.reason("occasion.silent");
    return;
  }
  if (happening === "order") {
    for (const group of openOrderPlaced(draft, event, groups))
      speak(draft, group, group.actions, event.id, prepared, out);
  }
  openAbandonments(draft, event, groups, context);
}

/**
 * Fires this person's timers that are due by then, in the order of their times, as if each had come through the log: an event never finds
 * a timer waiting that should have fired before it, whoever noticed it first. Ends: a plan is taken off or moved on, and moves once.
 */
function fireDue(draft: Draft, by: number, prepared: Prepared, out: StepOutput): void {
  for (let plan = nextDue(draft, by); plan !== undefined; plan = nextDue(draft, by)) {
    advanceClock(draft.write("activity"), plan.due, prepared.context);
    const fired = fire(draft, plan, prepared.groups);
    if (fired.end === "speak") {
      const cause = timerEventId(timerId({ person: draft.person, kind: plan.kind, ref: plan.ref }), plan.due);
      speak(draft, fired.group, fired.actions, cause, prepared, out);
    } else if (fired.reason !== undefined) {
      out.reason(fired.reason);
    }
  }
}

function speak(
  draft: Draft,
  group: Group,
  actions: readonly Action[],
  cause: string,
  prepared: Prepared,
  out: StepOutput,
): void {
  decide(draft, { occasion: group.occasion, ref: group.ref, actions, cause }, prepared.context, out);
}

/** A timer that came back through the log. It wakes the profile, which knows what is due. */
function wake(profile: Profile | undefined, event: TimerEvent, prepared: Prepared): Result {
  const out = new StepOutput();
  const { kind, ref, person } = event;
  const before = profile?.read("plans").open ?? [];
  const plan = before.find((open) => open.kind === kind && open.ref === ref);
  if (profile === undefined || plan === undefined || plan.due !== event.time) {
    // What the state believes is set right, should it ever differ.
    return out.result("timer.stale", profile, 0, [{ timer: { person, kind, ref }, due: plan?.due ?? null }]);
  }
  const draft = new Draft(profile, person);
  fireDue(draft, event.time, prepared, out);
  const timers = timersOf(draft, profile);
  return out.result("event.applied", draft.finish(), 0, timers);
}

/** Asked by another profile: gives everything once, and leaves a mark that sends late events after it. */
function handOver(
  draft: Draft,
  base: Profile,
  event: MergeEvent,
  hash: number,
  prepared: Prepared,
  out: StepOutput,
): Result {
  const { person, into } = event;
  const { context } = prepared;
  const isPerson = base !== EMPTY_PROFILE && base.read("identity").forwardedTo === undefined;
  if (into === person) {
    draft.discard();
    return out.result("event.applied", base === EMPTY_PROFILE ? undefined : base, 0, NO_TIMERS);
  }
  if (isPerson) {
    fireDue(draft, event.time, prepared, out);
    const content = encodeProfile(draft.finish());
    out.effect({
      kind: "event",
      event: {
        type: "merge",
        id: `merge-content/${event.id}`,
        person: into,
        from: person,
        into,
        time: event.time,
        hops: 0,
        content,
      },
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

/** Takes another profile's content in; what became due by that fires at once. */
function takeOver(draft: Draft, event: MergeEvent, prepared: Prepared, out: StepOutput): void {
  const { context } = prepared;
  if (event.content === undefined) return;
  const giver = decodeProfile(event.content);
  mergeInto(draft, giver, context, LABELS);
  for (const other of [...giver.read("identity").linked, event.from]) {
    if (other !== draft.person) link(draft, other, context.limits.linkedIds);
  }
  boundContacts(draft, context);
  fireDue(draft, draft.read("activity").clock, prepared, out);
}

function forget(profile: Profile | undefined, event: EraseEvent): Result {
  const out = new StepOutput();
  const { person } = event;
  out.effect({ kind: "purge", person });
  if (profile === undefined) return out.result("event.applied", undefined, 0, []);
  const identity = profile.read("identity");
  for (const request of eraseRequests(identity, event)) out.effect({ kind: "event", event: request });
  if (outlives(identity, event)) return out.result("event.applied", profile, 0, []);
  const timers = timerChanges(person, profile.read("plans").open, EMPTY_PROFILE.read("plans").open);
  return out.result("event.applied", undefined, identity.forwardedTo === undefined ? -1 : 0, timers);
}

/** Most events move no timer. */
function timersOf(draft: Draft, base: Profile): StepResult<Profile>["timers"] {
  if (!draft.hasChanged("plans")) return NO_TIMERS;
  return timerChanges(draft.person, base.read("plans").open, draft.read("plans").open);
}
