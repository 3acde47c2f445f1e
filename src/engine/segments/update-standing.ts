import type { EngineContext } from "../../domain/context.js";
import type { StandingChange } from "../../domain/happening.js";
import type { FunnelStage, Lifecycle } from "../../domain/policy.js";
import type { SectionName, Standing, View as Stored } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";
import type { View } from "../../domain/view.js";
import { type Definition, type Definitions, definitionsOf } from "./definitions.js";

const NO_CHANGES: readonly StandingChange[] = Object.freeze([]);

/** Where the person stands in one look: ids in the order of the configuration, and until when each is only held. */
interface Membership {
  readonly segments: string[];
  readonly heldUntil: number[];
}

/**
 * Works out lifecycle, funnel stage and segments after the profile has taken in an event, or when time has passed ("review"), and counts the
 * moves. A condition whose sections this step didn't write to is as it was and not asked. All are asked when a visit begins, the first time, and
 * with `everything`: so that a change of the configuration reaches everybody who comes.
 */
export function updateStanding(
  draft: ProfileDraft,
  context: EngineContext,
  view: View,
  out: Outlet,
  everything = false,
): readonly StandingChange[] {
  const before = draft.read("standing");
  const activity = draft.read("activity");
  const isFirst = before.since === 0;
  const all = everything || isFirst || activity.sessionStart === activity.clock;
  const lifecycle = view.standing.lifecycle as Lifecycle;
  const funnel = view.standing.funnel as FunnelStage;
  const now = activity.clock;
  const after = membershipOf(draft, before, definitionsOf(context.segments), context.limits.segments, view, now, all);
  const isSame =
    !isFirst &&
    lifecycle === before.lifecycle &&
    funnel === before.funnel &&
    areSame(after.segments, before.segments) &&
    areSame(after.heldUntil, before.heldUntil);
  if (isSame) return NO_CHANGES;
  const changes = changesOf(before.segments, after.segments, context, out);
  if (isFirst || lifecycle !== before.lifecycle) {
    if (!isFirst) out.learn("lifecycle", before.lifecycle, -1);
    out.learn("lifecycle", lifecycle, 1);
  }
  const standing = draft.write("standing");
  if (isFirst || lifecycle !== standing.lifecycle) standing.since = Math.max(1, now);
  standing.lifecycle = lifecycle;
  standing.funnel = funnel;
  standing.segments = after.segments;
  standing.heldUntil = after.heldUntil;
  return changes;
}

/** The profile goes away: it is counted nowhere any more. */
export function leaveStanding(draft: ProfileDraft, out: Outlet): void {
  const { since, lifecycle, segments } = draft.read("standing");
  if (since === 0) return;
  out.learn("lifecycle", lifecycle, -1);
  for (const id of segments) out.learn("segments", id, -1);
}

function membershipOf(
  draft: ProfileDraft,
  before: Stored<Standing>,
  definitions: Definitions,
  limit: number,
  view: View,
  now: number,
  all: boolean,
): Membership {
  const segments: string[] = [];
  const heldUntil: number[] = [];
  const persona =
    definitions.personas.length === 0 ? undefined : personaOf(draft, before, definitions.personas, view, now, all);
  // Ids stand in the order of the configuration: the next one is nearly always the one that is looked for.
  let next = 0;
  for (const definition of definitions.all) {
    const { segment } = definition;
    const at = before.segments[next] === segment.id ? next : all ? before.segments.indexOf(segment.id) : -1;
    if (at === next) next++;
    const until = segment.persona
      ? persona?.definition === definition
        ? persona.until
        : -1
      : memberUntil(draft, definition, at < 0 ? -1 : (before.heldUntil[at] ?? 0), view, now, all);
    if (until < 0 || segments.length >= limit) continue;
    segments.push(segment.id);
    heldUntil.push(until);
  }
  // An id that the configuration doesn't have any more, or in another order.
  if (next !== before.segments.length && !all) return membershipOf(draft, before, definitions, limit, view, now, true);
  return { segments, heldUntil };
}

/** 0: the condition holds. A time: it is held until then. -1: not a member. The same of `before`. */
function memberUntil(
  draft: ProfileDraft,
  definition: Definition,
  before: number,
  view: View,
  now: number,
  all: boolean,
): number {
  const { segment, sections } = definition;
  const isAsked = all || sections === undefined || hasChangedAny(draft, sections);
  if (isAsked ? segment.when.holds(view) : before === 0) return 0;
  if (before < 0) return -1;
  const until = before > 0 ? before : now + segment.holdMs;
  return until > now ? until : -1;
}

function hasChangedAny(draft: ProfileDraft, sections: readonly SectionName[]): boolean {
  for (let i = 0; i < sections.length; i++) if (draft.hasChanged(sections[i] as SectionName)) return true;
  return false;
}

/**
 * At most one: the first that holds. One that stopped holding is held against those behind it until its time is over; one in front of it
 * takes its place at once.
 */
function personaOf(
  draft: ProfileDraft,
  before: Stored<Standing>,
  personas: readonly Definition[],
  view: View,
  now: number,
  all: boolean,
): { readonly definition: Definition; readonly until: number } | undefined {
  const isAsked = all || personas.some(({ sections }) => sections === undefined || hasChangedAny(draft, sections));
  let hasEnded = false;
  for (const definition of personas) {
    const at = before.segments.indexOf(definition.segment.id);
    const until = at < 0 ? -1 : (before.heldUntil[at] ?? 0);
    if (!isAsked && at < 0) continue;
    const is = memberUntil(draft, definition, until, view, now, isAsked);
    if (is >= 0) return { definition, until: is };
    if (at >= 0) hasEnded = true;
  }
  // The one that was held is over: now those behind it have their turn.
  return hasEnded && !isAsked ? personaOf(draft, before, personas, view, now, true) : undefined;
}

function changesOf(
  before: readonly string[],
  after: readonly string[],
  { segments }: EngineContext,
  out: Outlet,
): readonly StandingChange[] {
  const changes: StandingChange[] = [];
  for (const id of before) {
    if (after.includes(id)) continue;
    out.learn("segments", id, -1);
    // Nobody leaves a segment that there isn't any more.
    if (definitionsOf(segments).byId.has(id)) changes.push({ kind: "segment-left", segment: id });
  }
  for (const id of after) {
    if (before.includes(id)) continue;
    out.learn("segments", id, 1);
    changes.push({ kind: "segment-entered", segment: id });
  }
  return changes;
}

function areSame<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
