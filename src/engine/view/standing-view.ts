import type { FunnelStage, Lifecycle } from "../../domain/policy.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";
import { funnelOf, lifecycleOf } from "./lifecycle.js";

export class StandingView implements Readonly<Record<keyof View["standing"], unknown>> {
  readonly #basis: Basis;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get lifecycle(): Lifecycle {
    const { activity, draft, now, context } = this.#basis;
    return lifecycleOf(activity, draft.person.startsWith("u:"), now, context.lifecycle);
  }

  get funnel(): FunnelStage {
    const { activity, draft, context } = this.#basis;
    return funnelOf(activity, draft.hasCart(), (counter) => this.#basis.decayed(counter, context.halfLives.activity));
  }

  /** As they were last worked out (engine/segments). */
  get segments(): readonly string[] {
    return this.#basis.draft.read("standing").segments;
  }

  get serviceOpen(): boolean {
    return this.#basis.activity.serviceOpened > 0;
  }
}
