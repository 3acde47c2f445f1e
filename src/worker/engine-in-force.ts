import { AttuneError, isAttuneError } from "../domain/errors.js";
import type { ContextEvent } from "../domain/event.js";
import { NO_RECOMMENDER, type Recommender } from "../domain/recommendation.js";
import type { Scoring, ScoringPin, ScoringSource } from "../domain/scoring.js";
import { pinName, type ServingPin, type ServingSource } from "../domain/serving.js";
import type { Engine } from "../domain/step.js";
import { type Alarm, isPinCode } from "./alarm.js";
import { ScoringInForce } from "./scoring-in-force.js";

/** Where what pins name is found. */
export interface PinSources {
  /** Left out: nothing is recommended, whatever a pin names. */
  readonly serving?: ServingSource;
  /** Left out: nothing scores, whatever a pin names. */
  readonly scoring?: ScoringSource;
}

export interface EngineParts<TProfile> extends PinSources {
  readonly partition: number;
  /** The base: without any population, recommender or scoring model. */
  readonly engine: Engine<TProfile>;
  readonly onAlarm?: (alarm: Alarm) => void;
}

/** What a ContextEvent pins. */
export type Pinned = Pick<ContextEvent, "serving" | "scoring">;

/** A partition's engine under the population, with the recommender and the scoring models that are in force. */
export class EngineInForce<TProfile> {
  readonly #parts: EngineParts<TProfile>;
  readonly #scoringInForce: ScoringInForce;
  #engine: Engine<TProfile>;
  #population: Uint8Array | undefined;
  #recommender: Recommender | undefined;
  #scoring: Scoring | undefined;
  /** By name, what was found last; or why it can't be had. */
  readonly #resolved = new Map<string, Recommender | AttuneError>();

  constructor(parts: EngineParts<TProfile>) {
    this.#parts = parts;
    this.#engine = parts.engine;
    this.#scoringInForce = new ScoringInForce(parts.scoring);
  }

  get engine(): Engine<TProfile> {
    return this.#engine;
  }

  /** From here on it is under this snapshot. @throws AttuneError ATTUNE_POPULATION_UNREADABLE: it stays as it was */
  enter(population: Uint8Array): void {
    this.#engine = this.#made(population);
    this.#population = population;
  }

  /**
   * Finds what pins stand for that come into force right one after the other, before they do (partsByPin). Of what recommends, the last that can be had:
   * those before it are not looked for, nobody meets them. At most one of them says what scores.
   * @throws what only another try can mend: the log can't be read now
   */
  async resolve(pinned: readonly Pinned[]): Promise<void> {
    for (const { scoring } of pinned) if (scoring !== undefined) await this.#scoringInForce.resolve(scoring);
    await this.#resolveServing(pinned.flatMap(({ serving }) => serving ?? []));
  }

  async #resolveServing(pins: readonly ServingPin[]): Promise<void> {
    this.#resolved.clear();
    const { serving } = this.#parts;
    for (const pin of pins.toReversed()) {
      const name = pinName(pin);
      if (this.#resolved.has(name)) continue;
      try {
        this.#resolved.set(name, serving === undefined ? NO_RECOMMENDER : await serving.resolve(pin));
        return;
      } catch (error) {
        if (!isAttuneError(error) || !isPinCode(error.code)) throw error;
        this.#resolved.set(name, error);
      }
    }
  }

  /**
   * From here on it recommends with what was found of the pin. false: that can't be had, with an alarm, or wasn't looked for, as the next can; what was in
   * force stays.
   */
  serve(pin: ServingPin): boolean {
    const { partition, serving, onAlarm } = this.#parts;
    const found = this.#resolved.get(pinName(pin));
    if (found === undefined) return false;
    if (found instanceof AttuneError) {
      const code = isPinCode(found.code) ? found.code : "ATTUNE_MODEL_UNAVAILABLE";
      onAlarm?.({ code, partition, message: `${pinName(pin)} can't be served: ${found.message}` });
      return false;
    }
    this.#recommender = found;
    this.#engine = this.#made(this.#population);
    serving?.entered?.(pin);
    return true;
  }

  /** From here on it scores with what was found of the pin; what can't be had raises an alarm. Returns what is in force now. */
  score(pin: ScoringPin): ScoringPin {
    const { partition, onAlarm } = this.#parts;
    const { pin: inForce, scoring, refused } = this.#scoringInForce.enter(pin);
    for (const each of refused) onAlarm?.({ ...each, partition });
    this.#scoring = scoring;
    this.#engine = this.#made(this.#population);
    return inForce;
  }

  #made(population: Uint8Array | undefined): Engine<TProfile> {
    const under = population === undefined ? this.#parts.engine : this.#parts.engine.under(population);
    const serving = this.#recommender === undefined ? under : under.serving(this.#recommender);
    return this.#scoring === undefined ? serving : serving.scoring(this.#scoring);
  }
}
