/**
 * One choice: candidates -> consent -> eligibility -> applicability -> contact policy -> copy -> arbitrate -> effects. Every option ends with a
 * stage and a reason code; "say nothing" is a decision too. It must never choose what a policy refused.
 */
import type { Action, Occasion } from "../domain/action.js";
import type { Facts, Moment, Option, Refusal } from "../domain/consideration.js";
import type { EngineContext } from "../domain/context.js";
import type { Candidate, Decision } from "../domain/decision.js";
import type { Copy, Message } from "../domain/message.js";
import type { ProfileDraft } from "../domain/profile.js";
import { type Factors, factorsOf, rank } from "./arbitrate/arbitrate.js";
import { decisionId, messageId } from "./arbitrate/ids.js";
import { listOptions } from "./candidates/list-options.js";
import { factsOf } from "./copy/facts.js";
import { wordsFor } from "./copy/words.js";
import { countResponse } from "./features/responses.js";
import { subjectOf } from "./occasions/subject.js";
import { applicabilityPolicy } from "./policies/applicability.js";
import { consentPolicy } from "./policies/consent.js";
import { contactPolicy, recordContact } from "./policies/contact-policy.js";
import { addressOf, eligibilityPolicy } from "./policies/eligibility.js";
import type { StepOutput } from "./step-output.js";

export interface Speaking {
  readonly occasion: Occasion;
  readonly ref: string;
  readonly actions: readonly Action[];
  /** The id of the event that made it. */
  readonly cause: string;
}

/** An option after the funnel: what it weighs, and its words or why it has none. */
interface Considered {
  readonly option: Option;
  readonly factors: Factors;
  readonly end: Copy | Refusal;
}

export function decide(draft: ProfileDraft, speaking: Speaking, context: EngineContext, out: StepOutput): void {
  const { occasion, ref, cause } = speaking;
  const time = draft.read("activity").clock;
  const moment: Moment = { occasion, ref, cause, time, ...subjectOf(draft, occasion, time, context.justBoughtMs) };
  const facts = factsOf(draft, moment);
  const considered = listOptions(speaking.actions).map((option) => ({
    option,
    factors: factorsOf(draft, option),
    end: consider(draft, option, context, moment, facts),
  }));
  const ranked = rank(considered.filter((one) => !isRefusal(one.end)));
  const [winner, runnerUp] = ranked;
  const id = decisionId(draft.person, occasion, ref, cause);
  const message = winner === undefined ? undefined : messageFor(draft, winner, id, moment, context);
  const decision: Decision = {
    id,
    person: draft.person,
    occasion,
    cause,
    time,
    contextVersion: context.version,
    outcome: winner === undefined ? "silence" : "message",
    reason: winner === undefined ? "silence.no-candidate" : "ok.chosen",
    candidates: considered.map((one) => record(one, one === winner)),
    ...(winner === undefined ? {} : { winner: nameOf(winner) }),
    ...(runnerUp === undefined ? {} : { runnerUp: nameOf(runnerUp) }),
    selectionProbability: 1,
    ...(message === undefined ? {} : { message: message.id }),
  };
  count(decision, message, out);
  out.effect({ kind: "decision", decision });
  if (message === undefined) return;
  out.effect({ kind: "message", message });
  note(draft, message, ref, context);
}

/** The funnel of one option, in this order. */
function consider(
  draft: ProfileDraft,
  option: Option,
  context: EngineContext,
  moment: Moment,
  facts: Facts,
): Copy | Refusal {
  return (
    consentPolicy(draft, option, context) ??
    eligibilityPolicy(draft, option, context, moment) ??
    applicabilityPolicy(moment) ??
    contactPolicy(draft, option, context, moment) ??
    wordsFor(option, facts)
  );
}

function messageFor(
  draft: ProfileDraft,
  winner: Considered,
  decision: string,
  moment: Moment,
  context: EngineContext,
): Message {
  const { action, treatment } = winner.option;
  const address = addressOf(draft, treatment.channel, context);
  return {
    id: messageId(decision, treatment.id, treatment.channel),
    person: draft.person,
    channel: treatment.channel,
    decision,
    action: action.id,
    treatment: treatment.id,
    occasion: moment.occasion,
    cause: moment.cause,
    time: moment.time,
    expiresAt: moment.time + action.validityMs,
    copy: winner.end as Copy,
    items: moment.items,
    ...(address === undefined ? {} : { address }),
  };
}

/** What the profile must know of it: for caps and cool-downs, for the channel's response, and that this cart was announced. */
function note(draft: ProfileDraft, message: Message, ref: string, context: EngineContext): void {
  const { channel, action, time, id } = message;
  recordContact(draft, { channel, action, time, message: id }, context);
  countResponse(draft, channel, "sent", time, context);
  if (message.occasion === "cart-abandoned") draft.write("cart").announced.push(ref);
}

function record({ option, factors, end }: Considered, won: boolean): Candidate {
  const ended: Refusal = isRefusal(end)
    ? end
    : won
      ? { stage: "emitted", code: "ok.chosen" }
      : { stage: "arbitration", code: "arbitration.outranked" };
  return {
    action: option.action.id,
    treatment: option.treatment.id,
    channel: option.treatment.channel,
    ...ended,
    ...factors,
  };
}

function count(decision: Decision, message: Message | undefined, out: StepOutput): void {
  out.count(`occasions.${decision.occasion}`);
  out.count("decisions");
  for (const candidate of decision.candidates) out.reason(candidate.code);
  if (message === undefined) out.reason(decision.reason);
  else out.count(`messages.${message.channel}`);
}

function isRefusal(end: Copy | Refusal): end is Refusal {
  return "code" in end;
}

function nameOf({ option }: Considered): string {
  return `${option.action.id}/${option.treatment.id}`;
}
