import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

export class ActivityView implements Readonly<Record<keyof View["activity"], number>> {
  readonly #basis: Basis;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get sessions(): number {
    return this.#basis.activity.sessions;
  }

  get views(): number {
    return this.#basis.activity.views;
  }

  get searches(): number {
    return this.#basis.activity.searches;
  }

  get cartAdds(): number {
    return this.#basis.activity.cartAdds;
  }

  get saves(): number {
    return this.#basis.activity.saves;
  }

  get sessionViews(): number {
    return this.#basis.activity.sessionViews;
  }

  get recentSessions(): number {
    return this.#recent(this.#basis.activity.recentSessions);
  }

  get recentViews(): number {
    return this.#recent(this.#basis.activity.recentViews);
  }

  get recentCarts(): number {
    return this.#recent(this.#basis.activity.recentCarts);
  }

  get daysSinceFirst(): number {
    return this.#basis.daysSince(this.#basis.activity.firstSeen);
  }

  get daysSinceSeen(): number {
    return this.#basis.daysSince(this.#basis.activity.lastSeen);
  }

  #recent(counter: number): number {
    return this.#basis.decayed(counter, this.#basis.context.halfLives.activity);
  }
}
