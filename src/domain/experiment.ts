import type { Action, Goal } from "./action.js";
import { hash32 } from "./hash.js";
import type { PersonKey } from "./person.js";
import { DAY } from "./time.js";

/** Deterministic assignment: a person's bucket of an experiment is a hash of both, so it needs no memory and never changes. */
export const BUCKETS = 10_000;

export function bucketOf(person: PersonKey, salt: string): number {
  return hash32(`${salt}\u0000${person}`, 0x5eed) % BUCKETS;
}

/** Whether this action, which may be a variant of an experiment, is one for this person. */
export function isForPerson(action: Action, person: PersonKey): boolean {
  const { variantOf } = action;
  if (variantOf === undefined) return true;
  const bucket = bucketOf(person, variantOf.salt);
  return bucket >= variantOf.from && bucket < variantOf.to;
}

/** Shares of people, 0 to 1, who get nothing (holdout) or a choice at random (control arm); drawn by `salt`. */
export interface Arm {
  readonly share: number;
  readonly salt: string;
}

export function isInArm(arm: Arm, person: PersonKey): boolean {
  return bucketOf(person, arm.salt) < arm.share * BUCKETS;
}

/** What an experiment varies: for people and the results; the variants themselves are actions (Action.variantOf). */
export interface Experiment {
  readonly id: string;
  readonly action: string;
  readonly dimension: "content" | "number" | "timing" | "frequency";
  /** The first is the control. */
  readonly variants: readonly { readonly id: string; readonly share: number }[];
}

/** The global holdout's name among the experiments, and its variants' in the results. */
export const HOLDOUT = "holdout";
/** What the holdout is judged by: an order within 30 days of the first decision in which it mattered. */
export const HOLDOUT_GOAL: Goal = { event: "Order Completed", windowMs: 30 * DAY };

/** Whether people in the holdout don't get this action. */
export function isForHoldout({ class: kind, holdoutExempt }: Action): boolean {
  return !holdoutExempt && kind !== "transactional" && kind !== "service";
}

/** The person's part in an experiment, from the first decision in which the variant could have mattered. */
export interface Trial {
  readonly experiment: string;
  readonly variant: string;
  readonly since: number;
  readonly converted: boolean;
}
