import { LRUCache } from "lru-cache";
import type { PersonKey } from "../domain/person.js";
import type { Engine } from "../domain/step.js";
import type { StateStore } from "../ports/state-store.js";

/** A person of this partition in memory. `profile` undefined: there is none. `damage`: what is stored can't be read. */
export interface CachedPerson<TProfile> {
  readonly token: string;
  profile: TProfile | undefined;
  readonly damage?: Error;
}

/**
 * The profiles of one owned partition, decoded. Only its owner writes the partition, so what is here is what is stored plus what the
 * current checkpoint will store: nothing is read twice. Bounded; people touched since the last commit stay until it.
 */
export class ProfileCache<TProfile> {
  readonly #state: Pick<StateStore, "loadProfiles">;
  readonly #engine: Engine<TProfile>;
  readonly #partition: number;
  readonly #kept: LRUCache<PersonKey, CachedPerson<TProfile>>;
  readonly #uncommitted = new Map<PersonKey, CachedPerson<TProfile>>();

  constructor(state: Pick<StateStore, "loadProfiles">, engine: Engine<TProfile>, partition: number, most: number) {
    this.#state = state;
    this.#engine = engine;
    this.#partition = partition;
    this.#kept = new LRUCache({ max: most });
  }

  get(person: PersonKey): CachedPerson<TProfile> | undefined {
    return this.#uncommitted.get(person) ?? this.#kept.get(person);
  }

  /** Loads people that aren't here, person key -> token, in one round trip. */
  async load(missing: ReadonlyMap<PersonKey, string>): Promise<void> {
    const tokens = [...missing.values()];
    const blobs = await this.#state.loadProfiles(this.#partition, tokens);
    let i = 0;
    for (const [person, token] of missing) {
      // Pinned until the commit, so that a batch larger than the cache finds everyone it loaded.
      this.#uncommitted.set(person, this.#decode(token, blobs[i++]));
    }
  }

  touched(person: PersonKey, cached: CachedPerson<TProfile>): void {
    this.#uncommitted.set(person, cached);
  }

  committed(): void {
    for (const [person, cached] of this.#uncommitted) this.#kept.set(person, cached);
    this.#uncommitted.clear();
  }

  #decode(token: string, bytes: Uint8Array | undefined): CachedPerson<TProfile> {
    if (bytes === undefined) return { token, profile: undefined };
    try {
      return { token, profile: this.#engine.decode(bytes) };
    } catch (error) {
      return { token, profile: undefined, damage: error as Error };
    }
  }
}
