import type { EngineContext } from "../domain/context.js";
import type { Message } from "../domain/message.js";
import type { Engine } from "../domain/step.js";
import { createEngine, type Profile } from "../engine/index.js";
import type { StateStore } from "../ports/state-store.js";
import { CONTEXT_GROUP } from "../worker/statistics.js";

/** The engine beside the partitions' owners, under the population snapshot that they decide under: for what is asked again at the moment of sending. */
export class EngineInStep implements Pick<Engine<Profile>, "decode" | "recheck"> {
  readonly #base: Engine<Profile>;
  readonly #state: Pick<StateStore, "loadStatistics">;
  #engine: Engine<Profile>;
  #population: Buffer | undefined;

  constructor(context: EngineContext, state: Pick<StateStore, "loadStatistics">) {
    this.#base = createEngine(context);
    this.#engine = this.#base;
    this.#state = state;
  }

  /** Reads which snapshot is in force. @throws AttuneError ATTUNE_POPULATION_UNREADABLE | ATTUNE_STATE_UNAVAILABLE: it stays as it was */
  async refresh(): Promise<void> {
    const stored = (await this.#state.loadStatistics(0)).get(CONTEXT_GROUP);
    if (stored === undefined || this.#population?.equals(stored) === true) return;
    this.#engine = this.#base.under(stored);
    this.#population = Buffer.from(stored);
  }

  decode(bytes: Uint8Array): Profile {
    return this.#engine.decode(bytes);
  }

  recheck(profile: Profile | undefined, message: Message, time: number): ReturnType<Engine<Profile>["recheck"]> {
    return this.#engine.recheck(profile, message, time);
  }
}
