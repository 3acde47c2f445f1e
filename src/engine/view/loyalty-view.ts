import type { Tier } from "../../domain/policy.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

export class LoyaltyView implements Readonly<Record<keyof View["loyalty"], unknown>> {
  readonly #basis: Basis;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get points(): number {
    return this.#basis.draft.read("loyalty").balance;
  }

  get lifetime(): number {
    return this.#basis.draft.read("loyalty").lifetime;
  }

  get tier(): string {
    return this.#basis.draft.read("loyalty").tier;
  }

  get nextTier(): string {
    return this.#next()?.id ?? "";
  }

  get pointsToNext(): number {
    const next = this.#next();
    return next === undefined ? 0 : Math.max(0, next.points - this.#counted());
  }

  get expiring(): number {
    const { draft, context, now } = this.#basis;
    const until = now + context.loyalty.expiryNoticeMs;
    let points = 0;
    for (const lot of draft.read("loyalty").lots) if (lot.expires > now && lot.expires <= until) points += lot.points;
    return points;
  }

  #next(): Tier | undefined {
    const { tiers } = this.#basis.context.loyalty;
    return tiers[tiers.findIndex((tier) => tier.id === this.tier) + 1];
  }

  #counted(): number {
    return this.#basis.context.loyalty.tierBy === "balance" ? this.points : this.lifetime;
  }
}
