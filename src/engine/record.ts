/** The record of one decision: who was considered, where each ended, and with which probability the choice was made. */
import type { CapUse, Refusal } from "../domain/consideration.js";
import type { Candidate, Decision } from "../domain/decision.js";
import type { ReasonCode } from "../domain/reasons.js";
import { versionsInForce } from "../domain/scoring.js";
import type { Outlet } from "../domain/step.js";
import type { TimeChoice } from "../domain/timing.js";
import { type Considered, isSurvivor, type Scene } from "./consider.js";
import { type Contest, probabilityOf, whyNot } from "./contend.js";
import { recordedItems } from "./recommend/message-items.js";

export interface Ending {
  readonly id: string;
  readonly considered: readonly Considered[];
  /** undefined: nobody survived. */
  readonly contest: Contest | undefined;
  readonly message: string | undefined;
  /** Where the winner's time was chosen. */
  readonly timing: TimeChoice | undefined;
  readonly timedBy: string | undefined;
  /** The moment is put off until then: nobody survived, or it is the winner's better time. */
  readonly heldUntil: number | undefined;
  /** The winner's. */
  readonly caps: readonly CapUse[];
  readonly consent: Decision["consent"] | undefined;
}

export function recordOf({ draft, moment, context }: Scene, ending: Ending): Decision {
  const { contest, considered, heldUntil, timing, timedBy, caps, consent, message } = ending;
  const winner = contest?.winner;
  const step = moment.step?.index ?? 0;
  const decision: { -readonly [K in keyof Decision]: Decision[K] } = {
    id: ending.id,
    person: draft.person,
    occasion: moment.occasion,
    subject: moment.subject,
    ref: moment.ref,
    cause: moment.cause,
    time: moment.time,
    contextVersion: context.version,
    population: context.population.version,
    outcome: heldUntil !== undefined ? "held" : winner === undefined ? "silence" : "message",
    reason: reasonOf(ending),
    candidates: considered.map((one) => candidateOf(one, ending, step)),
    selectionProbability: selectionProbability(contest),
    silenceProbability: contest?.silence ?? 1,
    mode: contest?.mode ?? "best",
    segments: [...draft.read("standing").segments],
  };
  if (winner !== undefined) decision.winner = nameOf(winner);
  if (contest !== undefined) {
    decision.runnerUp = nameOf(contest.runnerUp);
    decision.margin = contest.margin;
  }
  const variants = variantsOf(considered);
  if (variants.length > 0) decision.variants = variants;
  if (caps.length > 0) decision.caps = caps;
  if (consent !== undefined) decision.consent = consent;
  if (message !== undefined) decision.message = message;
  const asked = considered.find(({ recommended }) => recommended !== undefined)?.recommended;
  if (asked !== undefined) decision.recommender = asked.version;
  const models = versionsInForce(context.scoring);
  if (models !== undefined) decision.models = models;
  if (timing !== undefined) decision.timing = timing;
  if (timedBy !== undefined) decision.timedBy = timedBy;
  if (heldUntil !== undefined) decision.until = heldUntil;
  return decision;
}

function reasonOf({ contest, heldUntil }: Ending): ReasonCode {
  if (heldUntil === undefined) return contest?.reason ?? "silence.no-candidate";
  return contest === undefined ? "held.until" : "held.better-time";
}

/** Every reason is counted, silence's too. */
export function countDecision(decision: Decision, out: Outlet): void {
  out.count(`occasions.${decision.occasion}`);
  out.count("decisions");
  for (const candidate of decision.candidates) out.reason(candidate.code);
  if (decision.outcome !== "message") out.reason(decision.reason);
}

/** Written out, without spreading: there are several to each decision. */
function candidateOf(one: Considered, ending: Ending, step: number): Candidate {
  const { contest } = ending;
  const { option, factors, guard, recommended } = one;
  const { stage, code, detail } = endOf(one, ending);
  const candidate: { -readonly [K in keyof Candidate]: Candidate[K] } = {
    action: option.action.id,
    treatment: option.treatment.id,
    channel: option.treatment.channel,
    stage,
    code,
    p: factors.p,
    c: factors.c,
    v: factors.v,
    l: factors.l,
    priority: factors.priority,
    relevance: factors.relevance,
    cost: factors.cost,
    score: factors.score,
    evidence: factors.evidence,
    model: factors.model,
    probability: contest === undefined ? 0 : probabilityOf(one, contest),
  };
  if (factors.belief !== undefined) candidate.belief = factors.belief;
  if (step > 0) candidate.step = step;
  if (detail !== undefined) candidate.detail = detail;
  if (guard !== undefined) candidate.guard = guard;
  if (recommended !== undefined) candidate.recommended = recordedItems(recommended);
  return candidate;
}

function endOf(one: Considered, { contest, heldUntil }: Ending): Refusal {
  if (!isSurvivor(one)) return one.end as Refusal;
  if (contest === undefined || one === contest.winner)
    return heldUntil === undefined
      ? { stage: "emitted", code: "ok.chosen" }
      : { stage: "arbitration", code: "held.better-time" };
  return { stage: "arbitration", code: whyNot(one, contest) };
}

function selectionProbability(contest: Contest | undefined): number {
  if (contest === undefined) return 1;
  return contest.winner === undefined ? contest.silence : probabilityOf(contest.winner, contest);
}

function variantsOf(considered: readonly Considered[]): string[] {
  const variants: string[] = [];
  for (const { option } of considered) {
    const { variantOf } = option.action;
    if (variantOf === undefined) continue;
    const name = `${variantOf.experiment}/${variantOf.variant}`;
    if (!variants.includes(name)) variants.push(name);
  }
  return variants;
}

/** "" = say nothing. */
function nameOf(one: Considered | undefined): string {
  return one === undefined ? "" : `${one.option.action.id}/${one.option.treatment.id}`;
}
