import type { Action, Treatment } from "../../domain/action.js";
import type { Option } from "../../domain/consideration.js";

/** The ways to say one message of an action. */
export interface OptionsAt {
  readonly options: readonly Option[];
  /** Whether any of them speaks a language of its own. */
  readonly isLocal: boolean;
}

const NONE: OptionsAt = { options: [], isLocal: false };
/** By message: the first, then the steps. The configuration's, so made once. */
const prepared = new WeakMap<Action, readonly OptionsAt[]>();

/** @param step 0 is the first message */
export function optionsAt(action: Action, step: number): OptionsAt {
  let known = prepared.get(action);
  if (known === undefined) {
    known = [action.treatments, ...action.steps.map((each) => each.treatments)].map((each) => prepare(action, each));
    prepared.set(action, known);
  }
  return known[step] ?? NONE;
}

function prepare(action: Action, treatments: readonly Treatment[]): OptionsAt {
  return {
    options: treatments.map((treatment) => ({ action, treatment })),
    isLocal: treatments.some(({ locale }) => locale !== undefined),
  };
}
