/**
 * Whether a message may leave now: the policies and the guard that let it pass when it was decided, over the profile as it is at the moment of
 * sending. What the person did, said or bought in between counts; what was asked of the event alone is not asked again.
 */
import type { Action, Occasion, Rule, Treatment } from "../domain/action.js";
import type { Moment, Option } from "../domain/consideration.js";
import type { EngineContext } from "../domain/context.js";
import type { Recheck } from "../domain/delivery.js";
import { isForPerson } from "../domain/experiment.js";
import type { Message } from "../domain/message.js";
import type { ReasonCode } from "../domain/reasons.js";
import { learntBelief } from "./arbitrate/propensity.js";
import { advanceClock } from "./features/activity.js";
import { expirePoints } from "./features/loyalty.js";
import { forgetSent } from "./features/responses.js";
import { judge } from "./guard/judge.js";
import { addressOf, capAgain, isBefore, refusalOf } from "./policies/index.js";
import { Draft } from "./profile/draft.js";
import type { Profile } from "./profile/stored-profile.js";
import { takenBack } from "./recheck-purchase.js";
import { updateStanding } from "./segments/index.js";
import { StepOutput } from "./step-output.js";
import { viewOf } from "./view/view-of.js";

/** @param time the present, ms */
export function recheck(profile: Profile | undefined, message: Message, time: number, context: EngineContext): Recheck {
  if (time >= message.expiresAt) return withhold("delivery.expired");
  if (profile === undefined) return withhold("delivery.no-person");
  const { person, forwardedTo } = profile.read("identity");
  if (forwardedTo !== undefined) return { verdict: "elsewhere", person: forwardedTo };
  const draft = new Draft(profile, person === "" ? message.person : person);
  try {
    return askAgain(draft, message, time, context);
  } finally {
    draft.discard();
  }
}

function askAgain(draft: Draft, message: Message, time: number, context: EngineContext): Recheck {
  const option = optionOf(message, draft, context);
  const version = option?.treatment.copy[message.version];
  if (option === undefined || version === undefined) return withhold("delivery.no-action");
  if (time >= option.action.validUntil) return withhold("candidate.validity");
  advanceClock(draft.write("activity"), time, context);
  expirePoints(draft, context);
  const taken = takenBack(draft, option.action, message);
  if (taken !== undefined) return withhold(taken);

  const moment = momentOf(message, option.action, time);
  unsay(draft, message, context);
  const over = capAgain(draft, message, option, context, moment);
  takeOut(draft, message);
  const view = viewOf(draft, context, moment);
  const refusal = refusalOf(draft, option, context, moment, view) ?? over;
  if (refusal !== undefined) return refused(refusal, message);
  const { evidence } = learntBelief(draft, option, context, moment, view);
  const { verdict, until } = judge(draft, option, version, context, moment, view, evidence);
  if (verdict === "defer") return refused({ code: "guard.deferred", until }, message);
  // The words are written: softer ones would be another message.
  if (verdict !== "allow") return withhold(verdict === "soften" ? "guard.no-generic" : "guard.blocked");
  const { language, zone } = view.person;
  return {
    verdict: "send",
    address: addressOf(draft, message.channel, context),
    locale: language === "" ? undefined : language,
    zone,
  };
}

function withhold(code: ReasonCode, detail?: string): Recheck {
  return { verdict: "withhold", code, ...(detail === undefined ? {} : { detail }) };
}

/** What may be said later waits, if that is before the deadline. */
function refused(
  { code, detail, until }: { readonly code: ReasonCode; readonly detail?: string; readonly until?: number | undefined },
  { expiresAt }: Message,
): Recheck {
  return until !== undefined && until < expiresAt ? { verdict: "hold", code, until } : withhold(code, detail);
}

/** As it is configured now. After two profiles became one the person may be in another variant than the one that spoke. */
function optionOf(message: Message, draft: Draft, context: EngineContext): Option | undefined {
  const known = context.actions.flatMap((action) => {
    const treatment = action.id === message.action ? treatmentOf(action, message) : undefined;
    return treatment === undefined ? [] : [{ action: askedAgain(action), treatment }];
  });
  return known.find(({ action }) => isForPerson(action, draft.person)) ?? known[0];
}

function treatmentOf({ treatments, steps }: Action, { step, treatment, channel }: Message): Treatment | undefined {
  const said = step === 0 ? treatments : steps[step - 1]?.treatments;
  return said?.find(({ id, channel: by }) => id === treatment && by === channel);
}

const asked = new WeakMap<Action, Action>();

/** Without the rules that read the event: it is gone, and they held. */
function askedAgain(action: Action): Action {
  let again = asked.get(action);
  if (again === undefined) {
    const { eligibility, applicability, suitability } = action.policy;
    const policy = {
      eligibility: lasting(eligibility),
      applicability: lasting(applicability),
      suitability: lasting(suitability),
    };
    asked.set(action, (again = { ...action, policy }));
  }
  return again;
}

function lasting(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(({ when }) => !when.reads.has("event"));
}

/** That this message and those after it have not been answered is nothing against it, nor is what segments make of them. */
function unsay(draft: Draft, message: Message, context: EngineContext): void {
  for (const contact of draft.read("contacts")) if (!isBefore(contact, message)) forgetSent(draft, contact, context);
  if (context.segments.length > 0) updateStanding(draft, context, viewOf(draft, context), new StepOutput(), true);
}

/** The message itself is no contact of before, nor is what was decided after it; and its own escalation is no reason against it. */
function takeOut(draft: Draft, message: Message): void {
  const contacts = draft.read("contacts");
  if (contacts.some((contact) => !isBefore(contact, message))) {
    const earlier = contacts.filter((contact) => isBefore(contact, message));
    draft.write("contacts").splice(0, contacts.length, ...earlier);
  }
  const escalations = draft.read("escalations");
  if (message.step > 0 || !escalations.some(({ action }) => action === message.action)) return;
  const others = escalations.filter(({ action }) => action !== message.action);
  draft.write("escalations").splice(0, escalations.length, ...others);
}

/** The moment that the message was decided at, now. */
function momentOf(message: Message, { trigger }: Action, time: number): Moment {
  const { occasion, cause, openedAt, subject, items, step, action, expiresAt } = message;
  return {
    occasion: occasion as Occasion,
    ref: "",
    cause,
    time,
    openedAt,
    subject,
    items,
    justBought: false,
    // Asked when it was decided; older messages don't carry it.
    value: Math.max(message.value, trigger.minimumValue),
    event: undefined,
    expiresAt,
    ...(step === 0 ? {} : { step: { action, index: step } }),
  };
}
