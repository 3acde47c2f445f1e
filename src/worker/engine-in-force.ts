import { AttuneError, isAttuneError } from "../domain/errors.js";
import { NO_RECOMMENDER, type Recommender } from "../domain/recommendation.js";
import { pinName, type ServingPin, type ServingSource } from "../domain/serving.js";
import type { Engine } from "../domain/step.js";
import { type Alarm, isServingCode } from "./alarm.js";

export interface EngineParts<TProfile> {
  readonly partition: number;
  /** The base: without any population or recommender. */
  readonly engine: Engine<TProfile>;
  /** Left out: nothing is recommended, whatever a pin names. */
  readonly serving?: ServingSource;
  readonly onAlarm?: (alarm: Alarm) => void;
}

/** A partition's engine under the population and with the recommender that are in force. */
export class EngineInForce<TProfile> {
  readonly #parts: EngineParts<TProfile>;
  #engine: Engine<TProfile>;
  #population: Uint8Array | undefined;
  #recommender: Recommender | undefined;
  /** By name, what was found last; or why it can't be had. */
  readonly #resolved = new Map<string, Recommender | AttuneError>();

  constructor(parts: EngineParts<TProfile>) {
    this.#parts = parts;
    this.#engine = parts.engine;
  }

  get engine(): Engine<TProfile> {
    return this.#engine;
  }

  /** From here on it is under this snapshot. @throws AttuneError ATTUNE_POPULATION_UNREADABLE: it stays as it was */
  enter(population: Uint8Array): void {
    this.#engine = this.#made(population, this.#recommender);
    this.#population = population;
  }

  /**
   * Finds what pins stand for that come into force right one after the other, before they do: the last that can be had. Those before it are not looked
   * for, nobody meets them. @throws what only another try can mend: the log can't be read now
   */
  async resolve(pins: readonly ServingPin[]): Promise<void> {
    this.#resolved.clear();
    const { serving } = this.#parts;
    for (const pin of pins.toReversed()) {
      const name = pinName(pin);
      if (this.#resolved.has(name)) continue;
      try {
        this.#resolved.set(name, serving === undefined ? NO_RECOMMENDER : await serving.resolve(pin));
        return;
      } catch (error) {
        if (!isAttuneError(error) || !isServingCode(error.code)) throw error;
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
      const code = isServingCode(found.code) ? found.code : "ATTUNE_MODEL_UNAVAILABLE";
      onAlarm?.({ code, partition, message: `${pinName(pin)} can't be served: ${found.message}` });
      return false;
    }
    this.#engine = this.#made(this.#population, found);
    this.#recommender = found;
    serving?.entered?.(pin);
    return true;
  }

  #made(population: Uint8Array | undefined, recommender: Recommender | undefined): Engine<TProfile> {
    const { engine } = this.#parts;
    const under = population === undefined ? engine : engine.under(population);
    return recommender === undefined ? under : under.serving(recommender);
  }
}
