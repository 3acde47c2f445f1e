/**
 * What could be said at a moment: actions x treatments, in the order of the configuration. What isn't about this moment at all (another
 * occasion, another variant, a trigger `of` something else) is not listed, else it would flood the record; what is about it and can't be
 * said is refused with its reason. No policy is asked here.
 */
import type { Action } from "../../domain/action.js";
import type { Moment, Option, Refusal } from "../../domain/consideration.js";
import { isForPerson } from "../../domain/experiment.js";
import type { PersonKey } from "../../domain/person.js";
import type { View } from "../../domain/view.js";
import { localeRefusals } from "./locale.js";
import { type OptionsAt, optionsAt } from "./options-at.js";
import { slotRefusal } from "./slot.js";

export interface Options {
  readonly options: Option[];
  readonly refused: { readonly option: Option; readonly refusal: Refusal }[];
}

export function listOptions(actions: readonly Action[], moment: Moment, person: PersonKey, view: View): Options {
  const listed: Options = { options: [], refused: [] };
  for (const action of actions) {
    if (!isAbout(action, moment) || !isForPerson(action, person)) continue;
    const at = optionsAt(action, moment.step?.index ?? 0);
    const refusal = actionRefusal(action, moment, view);
    if (refusal === undefined) listOne(at, moment, view, listed);
    else for (const option of at.options) listed.refused.push({ option, refusal });
  }
  return listed;
}

/** A further step was triggered by the first message: what opened that is not asked again. */
function isAbout(action: Action, moment: Moment): boolean {
  if (moment.step !== undefined) return action.id === moment.step.action;
  const { occasion, of } = action.trigger;
  return occasion === moment.occasion && (of.length === 0 || of.includes(moment.subject));
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

function listOne({ options, isLocal }: OptionsAt, moment: Moment, view: View, listed: Options): void {
  const inSlot = isLocal ? [] : listed.options;
  for (const option of options) {
    const refusal = slotRefusal(option.treatment, moment);
    if (refusal === undefined) inSlot.push(option);
    else listed.refused.push({ option, refusal });
  }
  if (!isLocal) return;
  const refusals = localeRefusals(inSlot, view);
  inSlot.forEach((option, i) => {
    const refusal = refusals[i];
    if (refusal === undefined) listed.options.push(option);
    else listed.refused.push({ option, refusal });
  });
}
