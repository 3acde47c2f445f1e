import type { PersonKey } from "../domain/person.js";
import type { Statistics } from "../domain/population.js";
import type { Plan } from "../domain/profile.js";
import type { ReasonCode } from "../domain/reasons.js";
import type { Effect, Outlet, StepResult, TimerChange, TotalsDelta } from "../domain/step.js";
import type { Profile } from "./profile/stored-profile.js";

/** Shared by all steps that have none: most events make nothing but a changed profile, and that costs no allocation. */
export const NO_TIMERS: readonly TimerChange[] = Object.freeze([]);
const NO_EFFECTS: readonly Effect[] = Object.freeze([]);
const NO_TOTALS: TotalsDelta = new Map();
const ONE_MORE: TotalsDelta = new Map([["people", 1]]);
const NO_STATISTICS: Statistics = new Map();

/** Gathers what leaves one step. */
export class StepOutput implements Outlet {
  #effects: Effect[] | undefined;
  #totals: Map<string, number> | undefined;
  #statistics: Map<string, Map<string, number>> | undefined;

  effect(effect: Effect): void {
    (this.#effects ??= []).push(effect);
  }

  count(name: string, by = 1): void {
    this.#totals ??= new Map();
    this.#totals.set(name, (this.#totals.get(name) ?? 0) + by);
  }

  reason(code: ReasonCode, by = 1): void {
    this.count(`reasons.${code}`, by);
  }

  learn(group: string, key: string, by: number): void {
    this.#statistics ??= new Map();
    let keys = this.#statistics.get(group);
    if (keys === undefined) this.#statistics.set(group, (keys = new Map()));
    keys.set(key, (keys.get(key) ?? 0) + by);
  }

  learnt(group: string, key: string): number {
    return this.#statistics?.get(group)?.get(key) ?? 0;
  }

  /** `people`: how many profiles there are more. */
  result(
    outcome: StepResult<Profile>["outcome"],
    profile: Profile | undefined,
    people: number,
    timers: readonly TimerChange[],
  ): StepResult<Profile> {
    if (people !== 0 && (people !== 1 || this.#totals !== undefined)) this.count("people", people);
    const totals = this.#totals ?? (people === 1 ? ONE_MORE : NO_TOTALS);
    const statistics = this.#statistics ?? NO_STATISTICS;
    return { outcome, profile, timers, effects: this.#effects ?? NO_EFFECTS, totals, statistics };
  }
}

/** What the state's timers must become, given the profile's plans before and after. The profile is the truth of them. */
export function timerChanges(
  person: PersonKey,
  before: readonly Plan[],
  after: readonly Plan[],
): readonly TimerChange[] {
  const changes: TimerChange[] = [];
  for (const { kind, ref } of before) {
    if (!after.some((plan) => plan.kind === kind && plan.ref === ref))
      changes.push({ timer: { person, kind, ref }, due: null });
  }
  for (const { kind, ref, due } of after) {
    if (!before.some((plan) => plan.kind === kind && plan.ref === ref && plan.due === due)) {
      changes.push({ timer: { person, kind, ref }, due });
    }
  }
  return changes.length === 0 ? NO_TIMERS : changes;
}
