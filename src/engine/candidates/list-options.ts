/**
 * What could be said at a moment: actions x treatments, in the order of the configuration. What isn't about this moment at all (another
 * occasion, another variant, a trigger `of` something else) is not listed, else it would flood the record; what is about it and can't be
 * said is refused with its reason. No policy is asked here.
 */
import type { Action, Treatment } from "../../domain/action.js";
import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import { isForPerson } from "../../domain/experiment.js";
import type { PersonKey } from "../../domain/person.js";
import type { View } from "../../domain/view.js";
import { localeRefusals } from "./locale.js";
import { slotRefusal } from "./slot.js";

export interface Options {
  readonly options: Option[];
  readonly refused: { readonly option: Option; readonly refusal: Refusal }[];
}

export function listOptions(actions: readonly Action[], moment: Moment, person: PersonKey, view: View): Options {
  const listed: Options = { options: [], refused: [] };
  for (const action of actions) {
    if (!isAbout(action, moment) || !isForPerson(action, person)) continue;
    const treatments = treatmentsAt(action, moment);
    const refusal = actionRefusal(action, moment, view);
    if (refusal === undefined) listTreatments(action, treatments, moment, view, listed);
    else for (const treatment of treatments) listed.refused.push({ option: { action, treatment }, refusal });
  }
  return listed;
}

/** A further step was triggered by the first message: what opened that is not asked again. */
function isAbout(action: Action, moment: Moment): boolean {
  if (moment.step !== undefined) return action.id === moment.step.action;
  const { occasion, of } = action.trigger;
  return occasion === moment.occasion && (of.length === 0 || of.includes(moment.subject));
}

function treatmentsAt(action: Action, { step }: Moment): readonly Treatment[] {
  if (step === undefined || step.index === 0) return action.treatments;
  return action.steps[step.index - 1]?.treatments ?? [];
}

function actionRefusal(action: Action, moment: Moment, view: View): Refusal | undefined {
  if (moment.time < action.validFrom)
    return { stage: "candidates", code: "candidate.validity", detail: "not yet valid" };
  if (moment.time >= action.validUntil)
    return { stage: "candidates", code: "candidate.validity", detail: "no longer valid" };
  const { when } = action.trigger;
  if (moment.step === undefined && when !== undefined && !when.holds(view))
    return { stage: "candidates", code: "candidate.trigger", detail: when.source };
  return undefined;
}

function listTreatments(
  action: Action,
  treatments: readonly Treatment[],
  moment: Moment,
  view: View,
  listed: Options,
): void {
  const inSlot: Option[] = [];
  for (const treatment of treatments) {
    const option = { action, treatment };
    const refusal = slotRefusal(treatment, moment);
    if (refusal === undefined) inSlot.push(option);
    else listed.refused.push({ option, refusal });
  }
  const refusals = localeRefusals(inSlot, view);
  for (const [i, option] of inSlot.entries()) {
    const refusal = refusals?.[i];
    if (refusal === undefined) listed.options.push(option);
    else listed.refused.push({ option, refusal });
  }
}
