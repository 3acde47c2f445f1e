/**
 * What is learnt of an event: which message it answers, and whose goal it is. It changes what the profile remembers of its
 * messages (Contact.outcome, Trial.converted) and puts out numbers that add up over people and partitions; what follows of them
 * for everybody is worked out in population-of.ts. It must never learn the same thing twice.
 */
import { ANSWERS } from "../../domain/answers.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { HOLDOUT_GOAL } from "../../domain/experiment.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { goalsOf, reachGoals } from "./goals.js";
import { type Answer, takeAnswer } from "./receipts.js";
import { convertTrials } from "./trials.js";

const NONE: readonly never[] = [];

/** After the event's features are in the profile (an order's value is read there). Returns the answer of the person that it was, where it was one. */
export function learnFrom(
  draft: ProfileDraft,
  event: SegmentEvent,
  context: EngineContext,
  out: Outlet,
): Answer | undefined {
  if (event.type !== "track") return undefined;
  const kind = ANSWERS.get(event.name);
  const answer = kind === undefined ? undefined : takeAnswer(draft, event, kind, context, out);
  const actions = goalsOf(context).get(event.name);
  if (actions !== undefined) reachGoals(draft, event, actions, out);
  if (actions !== undefined || event.name === HOLDOUT_GOAL.event) convertTrials(draft, event, actions ?? NONE, out);
  return answer;
}
