import type { Action } from "../../domain/action.js";
import { NOTICED } from "../../domain/channel-response.js";
import type { EngineContext } from "../../domain/context.js";
import type { SegmentEvent } from "../../domain/event.js";
import { isForPerson } from "../../domain/experiment.js";
import type { Contact } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import { noteNoticed, notePositive, OUTCOME } from "./note-sent.js";
import { hasWorked } from "./receipts.js";

type Goals = ReadonlyMap<string, readonly Action[]>;

const known = new WeakMap<EngineContext["actions"], Goals>();

/** Actions by the event that is their goal. */
export function goalsOf({ actions }: EngineContext): Goals {
  let goals = known.get(actions);
  if (goals === undefined) {
    goals = byGoal(actions);
    known.set(actions, goals);
  }
  return goals;
}

function byGoal(actions: readonly Action[]): Goals {
  const goals = new Map<string, Action[]>();
  for (const action of actions) {
    if (action.goal === undefined) continue;
    const same = goals.get(action.goal.event);
    if (same === undefined) goals.set(action.goal.event, [action]);
    else same.push(action);
  }
  return goals;
}

/**
 * Every remembered message of an action whose goal this is, within its window: it reached its goal, once. What waited on the site and nobody saw reached
 * none: pages tell what they show, and most wait for somebody who doesn't come.
 */
export function reachGoals(draft: ProfileDraft, event: SegmentEvent, actions: readonly Action[], out: Outlet): void {
  draft.read("contacts").forEach((contact, at) => {
    if ((contact.outcome & OUTCOME.goal) !== 0 || !isReached(contact, event, actions, draft)) return;
    if ((contact.outcome & NOTICED) === 0) noteNoticed(contact, out);
    if (!hasWorked(contact)) notePositive(contact, out);
    draft.write("contacts")[at] = { ...contact, outcome: contact.outcome | OUTCOME.goal };
  });
}

function isReached(
  contact: Contact,
  { time }: SegmentEvent,
  actions: readonly Action[],
  { person }: ProfileDraft,
): boolean {
  if (time < contact.time) return false;
  if (contact.channel === "onsite" && (contact.outcome & NOTICED) === 0) return false;
  const action = actions.find((each) => each.id === contact.action && isForPerson(each, person));
  return action?.goal !== undefined && time - contact.time <= action.goal.windowMs;
}
