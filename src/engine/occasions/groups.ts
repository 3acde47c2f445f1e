import { type Action, OCCASIONS, type Occasion } from "../../domain/action.js";
import { isForPerson } from "../../domain/experiment.js";
import { hash32 } from "../../domain/hash.js";
import type { PersonKey } from "../../domain/person.js";
import type { Told } from "../../domain/told.js";
import type { Predicate, View } from "../../domain/view.js";

/** The actions of one occasion that wait equally long: they share a timer, and when it fires they compete. */
export interface Group {
  readonly occasion: Occasion;
  /** "w<ms>"; "w<ms>c<hash>" for actions that wait under a condition on the event: they share a timer only with their like. */
  readonly ref: string;
  readonly waitMs: number;
  readonly actions: readonly Action[];
  /** The same for a timer, which has no event: without the conditions on it, which were asked when the occasion opened. */
  readonly later: readonly Action[];
  /** The conditions on the event, where its actions differ in that: which of them held has to be remembered. */
  readonly asked: readonly Condition[];
  /** What must hold of the event for a waiting occasion to open. */
  readonly condition: Predicate | undefined;
  /** Whether its actions differ in what they are about or whom they are for. */
  readonly isPicky: boolean;
}

/** A condition on the event, and the (later) actions that ask it. */
interface Condition {
  readonly hash: string;
  readonly when: Predicate;
  readonly actions: readonly Action[];
}

/** What is derived once from the configured actions. */
export interface Groups {
  /** Only occasions that some action is for. */
  readonly byOccasion: ReadonlyMap<Occasion, readonly Group[]>;
  /** By "<occasion>/<ref>". */
  readonly byRef: ReadonlyMap<string, Group>;
  /** Actions with further steps, by id: several where they are variants of an experiment. */
  readonly stepped: ReadonlyMap<string, readonly Action[]>;
  /** The events that end escalations, and of which actions. */
  readonly goals: ReadonlyMap<string, ReadonlySet<string>>;
}

const NO_GROUPS: readonly Group[] = [];

export function groupActions(actions: readonly Action[]): Groups {
  const byOccasion = new Map<Occasion, readonly Group[]>();
  const byRef = new Map<string, Group>();
  for (const occasion of OCCASIONS) {
    const members = groupsOf(
      occasion,
      actions.filter(({ trigger }) => trigger.occasion === occasion),
    );
    if (members.length > 0) byOccasion.set(occasion, members);
    for (const group of members) byRef.set(`${occasion}/${group.ref}`, group);
  }
  const stepped = new Map<string, Action[]>();
  const goals = new Map<string, Set<string>>();
  for (const action of actions) {
    if (action.steps.length === 0) continue;
    stepped.set(action.id, [...(stepped.get(action.id) ?? []), action]);
    const { goal } = action;
    if (goal !== undefined) goals.set(goal.event, (goals.get(goal.event) ?? new Set()).add(action.id));
  }
  return { byOccasion, byRef, stepped, goals };
}

export function groupsFor(groups: Groups, occasion: Occasion): readonly Group[] {
  return groups.byOccasion.get(occasion) ?? NO_GROUPS;
}

/** The group of a plan: its ref is the group's, with the hash of its subject behind a hyphen where it has one. */
export function findGroup(groups: Groups, occasion: string, ref: string): Group | undefined {
  const hyphen = ref.indexOf("-");
  return groups.byRef.get(`${occasion}/${hyphen < 0 ? ref : ref.slice(0, hyphen)}`);
}

/** One timer for each thing that a group can be about at the same time; "" = there is only one. */
export function refOf(group: Group, about: string): string {
  return about === "" ? group.ref : `${group.ref}-${hash32(about).toString(36)}`;
}

/** Those of the actions that are about this subject and for this person. */
export function actionsFor(
  group: Group,
  actions: readonly Action[],
  subject: string,
  person: PersonKey,
): readonly Action[] {
  if (!group.isPicky) return actions;
  return actions.filter((action) => {
    const { of } = action.trigger;
    return (of.length === 0 || of.includes(subject)) && isForPerson(action, person);
  });
}

/** The conditions on the event at hand that hold, for `laterFor`. */
export function heldConditions({ asked }: Group, view: View): readonly string[] {
  return asked.filter(({ when }) => when.holds(view)).map(({ hash }) => hash);
}

/** The actions of a group for a timer: those whose condition held when there was an event. */
export function laterFor({ later, asked }: Group, told: Told | undefined): readonly Action[] {
  if (asked.length === 0) return later;
  const failed = asked.filter(({ hash }) => told?.held.includes(hash) !== true);
  return later.filter((action) => !failed.some(({ actions }) => actions.includes(action)));
}

function groupsOf(occasion: Occasion, actions: readonly Action[]): Group[] {
  const byRef = new Map<string, Action[]>();
  for (const action of actions) {
    const condition = onEvent(action);
    const waitMs = Math.ceil(action.trigger.waitMs);
    const ref = condition === undefined || waitMs === 0 ? `w${waitMs}` : `w${waitMs}c${hashOf(condition)}`;
    byRef.set(ref, [...(byRef.get(ref) ?? []), action]);
  }
  return [...byRef]
    .map(([ref, members]) => groupOf(occasion, ref, members))
    .sort((a, b) => a.waitMs - b.waitMs || (a.ref < b.ref ? -1 : 1));
}

function groupOf(occasion: Occasion, ref: string, actions: readonly Action[]): Group {
  const [first] = actions as readonly [Action, ...Action[]];
  const waitMs = Math.ceil(first.trigger.waitMs);
  const condition = onEvent(first);
  const later = actions.map((action) => (onEvent(action) === undefined ? action : withoutCondition(action)));
  const isShared = actions.every((action) => onEvent(action)?.source === condition?.source);
  return {
    occasion,
    ref,
    waitMs,
    actions,
    later,
    asked: isShared ? [] : conditionsOf(actions, later),
    condition: waitMs > 0 ? condition : undefined,
    isPicky: actions.some((action) => action.trigger.of.length > 0 || action.variantOf !== undefined),
  };
}

function conditionsOf(actions: readonly Action[], later: readonly Action[]): Condition[] {
  const conditions = new Map(actions.flatMap((action) => onEvent(action) ?? []).map((when) => [when.source, when]));
  return [...conditions.values()].map((when) => ({
    hash: hashOf(when),
    when,
    actions: later.filter((_, i) => onEvent(actions[i] as Action)?.source === when.source),
  }));
}

function hashOf({ source }: Predicate): string {
  return hash32(source).toString(36);
}

function onEvent({ trigger }: Action): Predicate | undefined {
  return trigger.when?.reads.has("event") ? trigger.when : undefined;
}

function withoutCondition(action: Action): Action {
  const { when: _, ...trigger } = action.trigger;
  return { ...action, trigger };
}
