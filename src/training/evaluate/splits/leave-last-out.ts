import type { Interactions } from "../../interactions.js";
import { byPerson } from "./stratified.js";

/** Which interactions are kept for training, and one case a person: the interaction held out. */
export interface LeaveOut {
  /** Interaction numbers, ascending. */
  readonly train: Uint32Array;
  /** Interaction numbers, by person. */
  readonly cases: Uint32Array;
}

/** Who has fewer is trained on alone. */
const FEWEST = 3;

/**
 * Holds out everybody's last interaction, of all or of `from`: applied to its own training part it gives the validation. The protocol looks into the future of
 * others; it is run to compare with papers.
 */
export function leaveLastOut(interactions: Interactions, from?: Uint32Array): LeaveOut {
  const train: number[] = [];
  const cases: number[] = [];
  for (const own of byPerson(interactions, from)) {
    const last = own.length < FEWEST ? undefined : own.pop();
    if (last !== undefined) cases.push(last);
    for (const at of own) train.push(at);
  }
  return { train: Uint32Array.from(train).sort(), cases: Uint32Array.from(cases) };
}
