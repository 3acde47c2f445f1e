/**
 * One choice: candidates -> policies (consent to contact policy) -> coupon -> words and guard -> holdout -> arbitration -> effects. Every option ends
 * with a stage and a reason code; "say nothing" is a decision too, and what may be said only later is held. It must never choose what a policy
 * or the guard refused.
 */
import type { Action } from "../domain/action.js";
import type { Moment, Option } from "../domain/consideration.js";
import type { EngineContext } from "../domain/context.js";
import type { ProfileDraft } from "../domain/profile-draft.js";
import type { Outlet, PartitionView } from "../domain/step.js";
import { decisionId } from "./arbitrate/ids.js";
import { listOptions, type Options } from "./candidates/list-options.js";
import { consider, type Considered, isSurvivor, refuse, type Scene } from "./consider.js";
import { type Contest, contend } from "./contend.js";
import { KnownFacts } from "./copy/facts.js";
import { messageOf, noteMessage } from "./emit.js";
import { heldUntil } from "./held-until.js";
import { contactFeatures } from "./learn/contact-features.js";
import { noteCoverage } from "./learn/coverage.js";
import { noteTrial } from "./learn/trials.js";
import { hold } from "./occasions/hold.js";
import { capsOf, consentEntryOf } from "./policies/index.js";
import { Recommendations } from "./recommend/recommendations.js";
import { countDecision, recordOf } from "./record.js";
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
  const until = contest === undefined ? putOff(considered, scene) : undefined;
  conclude(considered, contest, until, scene);
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

/** Until when the moment is held; undefined: it isn't. */
function putOff(considered: readonly Considered[], scene: Scene): number | undefined {
  const { draft, moment, context, out } = scene;
  const until = heldUntil(considered, scene);
  if (until === undefined || hold(draft, moment, until, context)) return until;
  out.reason("occasion.too-many");
  return undefined;
}

function considerAll({ options, refused }: Options, scene: Scene): Considered[] {
  const considered: Considered[] = [];
  for (const option of options) considered.push(consider(option, scene));
  for (const { option, refusal } of refused) considered.push(refuse(option, refusal, scene));
  return considered;
}

function contestOf(considered: readonly Considered[], { draft, moment, context }: Scene): Contest | undefined {
  const survivors = considered.filter(isSurvivor);
  if (survivors.length === 0) return undefined;
  const seed = `${draft.person}\u0000${moment.cause}\u0000${moment.ref}\u0000${moment.occasion}`;
  return contend(survivors, draft.person, seed, context);
}

/** The record, and what leaves. All that is asked of the profile is asked before it is changed. */
function conclude(
  considered: readonly Considered[],
  contest: Contest | undefined,
  until: number | undefined,
  scene: Scene,
): void {
  const { draft, moment, context, view, out } = scene;
  const id = decisionId(draft.person, moment.occasion, moment.ref, moment.cause);
  const winner = contest?.winner;
  const message = winner === undefined ? undefined : messageOf(winner, id, scene);
  const decision = recordOf(scene, {
    id,
    considered,
    contest,
    message: message?.id,
    heldUntil: until,
    caps: winner === undefined ? [] : capsOf(draft, winner.option, context, moment.time),
    consent: winner === undefined ? undefined : consentEntryOf(draft, winner.option, context, moment.time),
  });
  countDecision(decision, out);
  noteCoverage(draft, decision.candidates, out);
  out.effect({ kind: "decision", decision });
  if (winner === undefined || message === undefined) return;
  const learnt = contactFeatures(draft, winner.option, context, moment, view);
  out.effect({ kind: "message", message });
  noteMessage(winner, message, learnt, scene);
}
