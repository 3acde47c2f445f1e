import { NO_SCORING, sameScoringPin, type Scoring, type ScoringPin, type ScoringSource } from "../../domain/scoring.js";
import { ScoringInForce } from "../../worker/scoring-in-force.js";
import { scoringOf } from "../../worker/statistics.js";

/**
 * The purchase-timing model in force, for what is asked beside the partitions' owners. It alone speaks of the present; what other models said stands in
 * profiles and decisions.
 */
export class PresentTiming {
  readonly #inForce: ScoringInForce;
  #scoring: Scoring = NO_SCORING;

  /** @param models undefined: nothing scores */
  constructor(models: ScoringSource | undefined) {
    this.#inForce = new ScoringInForce(models);
  }

  get scoring(): Scoring {
    return this.#scoring;
  }

  /**
   * Goes over to what a partition's statistics name; a version that can't be had leaves the one before, and is looked for again the next time. Resolves to
   * whether anything changed.
   */
  async refresh(statistics: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
    const version = scoringOf(statistics)?.current["purchase-timing"];
    const pin: ScoringPin = { current: version === undefined ? {} : { "purchase-timing": version }, shadow: {} };
    const before = this.#scoring;
    if (sameScoringPin(pin, before.pin)) return false;
    await this.#inForce.resolve(pin);
    this.#scoring = this.#inForce.enter(pin).scoring;
    return !sameScoringPin(before.pin, this.#scoring.pin);
  }
}
