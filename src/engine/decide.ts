/**
 * One choice: candidates -> policies (consent to contact policy) -> coupon -> words and guard -> holdout -> arbitration -> effects. Every option ends
 * with a stage and a reason code; "say nothing" is a decision too; what may be said only later is held, and what had better be said later waits for its
 * hour. It must never choose what a policy or the guard refused.
 */
import type { Action } from "../domain/action.js";
import type { Moment, Option } from "../domain/consideration.js";
import type { EngineContext } from "../domain/context.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../domain/step.js";
import type { TimeChoice } from "../domain/timing.js";
import { decisionId } from "./arbitrate/ids.js";
import { weigh, type Weighed } from "./arbitrate/weigh.js";
import { listOptions, type Options } from "./candidates/list-options.js";
import { consider, type Considered, isSurvivor, refuse, type Scene, type Survivor } from "./consider.js";
import { type Contest, contend } from "./contend.js";
import { KnownFacts } from "./copy/facts.js";
import { messageOf, noteMessage } from "./emit.js";
import { heldUntil } from "./held-until.js";
import { contactFeatures } from "./learn/contact-features.js";
import { noteCoverage } from "./learn/coverage.js";
import { noteTrial } from "./learn/trials.js";
import { hold, timedPlan, type Waits } from "./occasions/hold.js";
import { capsOf, consentEntryOf } from "./policies/index.js";
import { Recommendations } from "./recommend/recommendations.js";
import { countDecision, recordOf } from "./record.js";
import { settleChannels } from "./settle-channels.js";
import { mayWait, timeOf } from "./time-of.js";
import { viewOf } from "./view/view-of.js";

export function decide(
  draft: ProfileDraft,
  moment: Moment,
  actions: readonly Action[],
  context: EngineContext,
  out: Outlet,
  partition: PartitionView,
): void {
  const view = viewOf(draft, context, moment);
  const scene: Scene = {
    draft,
    moment,
    view,
    context,
    partition,
    out,
    facts: new KnownFacts({ draft, moment, view, context }),
    recommendations: new Recommendations(draft, context, moment),
  };
  const listed = listOptions(actions, moment, draft.person, view);
  const considered = considerAll(listed, scene);
  if (considered.length === 0) {
    out.reason("occasion.no-action");
    return;
  }
  const contest = contestOf(considered, scene);
  const id = decisionId(draft.person, moment.occasion, moment.ref, moment.cause);
  const wait = contest === undefined ? putOff(considered, scene) : waitFor(contest.winner, id, scene);
  conclude(considered, { id, contest, ...wait }, scene);
  noteTrials(listed.options, scene);
}

/** An action's options stand together. */
function noteTrials(options: readonly Option[], { draft, moment, context, out }: Scene): void {
  let noted: Action | undefined;
  for (const { action } of options) {
    if (action !== noted) noteTrial(draft, action, moment.time, context, out);
    noted = action;
  }
}

/** Whether and for what the moment waits. */
interface Wait {
  /** Where the winner's time was chosen. */
  readonly timing?: TimeChoice;
  /** Left out: it is over. */
  readonly until?: number;
  /** The earlier decision that chose the time for which it has waited, or waits on. */
  readonly timedBy?: string;
}

const AT_ONCE: Wait = {};

/** Nobody survived. */
function putOff(considered: readonly Considered[], scene: Scene): Wait {
  const { draft, moment, context, out } = scene;
  const { timedBy } = moment;
  const earliest = heldUntil(considered, scene);
  const waits = earliest === undefined ? undefined : hold(draft, moment, earliest, timedBy, context);
  if (waits !== undefined) return waitOf(waits);
  if (earliest !== undefined) out.reason("occasion.too-many");
  return timedBy === undefined ? AT_ONCE : { timedBy };
}

/** The winner waits for its time, the same moment's where one was chosen before; it is said now where there is no room for another plan. */
function waitFor(winner: Survivor | undefined, id: string, scene: Scene): Wait {
  const { draft, moment, context } = scene;
  const { timedBy } = moment;
  if (timedBy !== undefined) return { timedBy };
  if (winner === undefined || !mayWait(winner, scene)) return AT_ONCE;
  const chosen = timedPlan(draft, moment);
  if (chosen !== undefined) return waitOf(hold(draft, moment, chosen.due, chosen.timedBy, context));
  const timing = timeOf(winner, scene);
  if (timing === undefined || timing.at <= moment.time) return timing === undefined ? AT_ONCE : { timing };
  const waits = hold(draft, moment, timing.at, id, context);
  return waits === undefined ? AT_ONCE : { timing, until: waits.due };
}

function waitOf(waits: Waits | undefined): Wait {
  if (waits === undefined) return AT_ONCE;
  const { due: until, timedBy } = waits;
  return timedBy === undefined ? { until } : { until, timedBy };
}

function considerAll({ options, refused }: Options, scene: Scene): readonly Considered[] {
  const listed = refused.length === 0 ? options : [...options, ...refused.map(({ option }) => option)];
  const weighed = weigh(listed, scene);
  const considered = [
    ...settleChannels(
      options.map((option, at) => consider(option, weighed[at] as Weighed, scene)),
      scene,
    ),
  ];
  refused.forEach(({ option, refusal }, at) =>
    considered.push(refuse(option, weighed[options.length + at] as Weighed, refusal)),
  );
  return considered;
}

function contestOf(considered: readonly Considered[], { draft, moment, context }: Scene): Contest | undefined {
  const survivors = considered.filter(isSurvivor);
  if (survivors.length === 0) return undefined;
  const seed = `${draft.person}\u0000${moment.cause}\u0000${moment.ref}\u0000${moment.occasion}`;
  return contend(survivors, draft.person, seed, context);
}

/** What became of the contest (undefined: nobody could be said). */
interface Outcome extends Wait {
  readonly id: string;
  readonly contest: Contest | undefined;
}

/** The record, and what leaves. All that is asked of the profile is asked before it is changed. */
function conclude(
  considered: readonly Considered[],
  { id, contest, timing, until, timedBy }: Outcome,
  scene: Scene,
): void {
  const { draft, moment, context, view, out } = scene;
  const winner = contest?.winner;
  const message = winner === undefined || until !== undefined ? undefined : messageOf(winner, id, scene);
  const decision = recordOf(scene, {
    id,
    considered,
    contest,
    message: message?.id,
    timing,
    timedBy,
    heldUntil: until,
    caps: winner === undefined ? [] : capsOf(draft, winner.option, context, moment.time),
    consent: winner === undefined ? undefined : consentEntryOf(draft, winner.option, context, moment.time),
  });
  countDecision(decision, out);
  // Of what waits for its hour it is counted then.
  if (winner === undefined || until === undefined) noteCoverage(draft, decision.candidates, out);
  out.effect({ kind: "decision", decision });
  if (winner === undefined || message === undefined) return;
  const learnt = contactFeatures(draft, winner.option, context, moment, view);
  out.effect({ kind: "message", message });
  noteMessage(winner, message, learnt, scene);
}
