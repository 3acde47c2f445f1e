import type { ReasonCode } from "../../src/domain/reasons.js";
import type { Effect, Outlet } from "../../src/domain/step.js";

/** What a stage puts out, kept: effects, totals, and statistics that add up over as many steps as a test likes. */
export class Ledger implements Outlet {
  readonly effects: Effect[] = [];
  readonly totals = new Map<string, number>();
  readonly statistics = new Map<string, Map<string, number>>();

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  count(name: string, by = 1): void {
    this.totals.set(name, (this.totals.get(name) ?? 0) + by);
  }

  reason(code: ReasonCode, by = 1): void {
    this.count(`reasons.${code}`, by);
  }

  learn(group: string, key: string, by: number): void {
    let numbers = this.statistics.get(group);
    if (numbers === undefined) this.statistics.set(group, (numbers = new Map()));
    numbers.set(key, (numbers.get(key) ?? 0) + by);
  }

  learnt(group: string, key: string): number {
    return this.statistics.get(group)?.get(key) ?? 0;
  }
}
