import type { EngineContext } from "../domain/context.js";
import type { Message } from "../domain/message.js";
import type { ScoringSource } from "../domain/scoring.js";
import type { Engine } from "../domain/step.js";
import { createEngine, type Profile } from "../engine/index.js";
import type { StateStore } from "../ports/state-store.js";
import { CONTEXT_GROUP } from "../worker/statistics.js";
import { PresentTiming } from "./scoring/present-timing.js";

/**
 * The engine beside the partitions' owners, under the population snapshot that they decide under and with the purchase-timing model they ask: for what is
 * asked again at the moment of sending.
 */
export class EngineInStep implements Pick<Engine<Profile>, "decode" | "recheck"> {
  readonly #base: Engine<Profile>;
  readonly #state: Pick<StateStore, "loadStatistics">;
  readonly #timing: PresentTiming;
  #engine: Engine<Profile>;
  #population: Buffer | undefined;

  /** @param models undefined: nothing scores */
  constructor(context: EngineContext, state: Pick<StateStore, "loadStatistics">, models?: ScoringSource) {
    this.#base = createEngine(context);
    this.#engine = this.#base;
    this.#state = state;
    this.#timing = new PresentTiming(models);
  }

  /** Reads what is in force. @throws AttuneError ATTUNE_POPULATION_UNREADABLE | ATTUNE_STATE_UNAVAILABLE: it stays as it was */
  async refresh(): Promise<void> {
    const stored = await this.#state.loadStatistics(0);
    const population = stored.get(CONTEXT_GROUP);
    const isKnown = population === undefined || this.#population?.equals(population) === true;
    const under = population === undefined ? this.#base : this.#base.under(population);
    if (!(await this.#timing.refresh(stored)) && isKnown) return;
    this.#engine = under.scoring(this.#timing.scoring);
    if (population !== undefined) this.#population = Buffer.from(population);
  }

  decode(bytes: Uint8Array): Profile {
    return this.#engine.decode(bytes);
  }

  recheck(profile: Profile | undefined, message: Message, time: number): ReturnType<Engine<Profile>["recheck"]> {
    return this.#engine.recheck(profile, message, time);
  }
}
