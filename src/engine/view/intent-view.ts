import { DAY } from "../../domain/time.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** As the model said it after the last event; what it said of a time that is over is 0 (segments/next-review.ts foresees when). */
export class IntentView implements Readonly<Record<keyof View["intent"], number>> {
  readonly #basis: Basis;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get session(): number {
    const { now, activity, context, draft } = this.#basis;
    return now - activity.lastSeen > context.sessionGapMs ? 0 : draft.read("intent").session;
  }

  get day(): number {
    const { at, day } = this.#basis.draft.read("intent");
    return this.#basis.now - at >= DAY ? 0 : day;
  }

  get churn(): number {
    return this.#basis.draft.read("intent").churn;
  }
}
