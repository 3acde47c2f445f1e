import { LRUCache } from "lru-cache";
import type { PersonKey } from "../domain/person.js";
import type { Engine } from "../domain/step.js";
import type { StateStore } from "../ports/state-store.js";

/** Room for one profile: a few very full ones push others out instead of adding to the memory. */
const USUAL_BYTES = 4_096;
const ABSENT_BYTES = 128;

/** A person of this partition in memory. `profile` undefined: there is none. `damage`: what is stored can't be read. */
export interface CachedPerson<TProfile> {
  readonly token: string;
  profile: TProfile | undefined;
  /** Changed since the last commit. */
  isChanged: boolean;
  readonly damage?: Error;
}

/**
 * The profiles of one owned partition. Only its owner writes the partition, so what is here is what is stored plus what the current
 * checkpoint will store: nothing is read twice. Bounded; people changed since the last commit stay until it.
 */
export class ProfileCache<TProfile> {
  readonly #state: Pick<StateStore, "loadProfiles">;
  readonly #engine: Engine<TProfile>;
  readonly #partition: number;
  readonly #kept: LRUCache<PersonKey, CachedPerson<TProfile>>;
  readonly #changed = new Map<PersonKey, CachedPerson<TProfile>>();

  constructor(state: Pick<StateStore, "loadProfiles">, engine: Engine<TProfile>, partition: number, most: number) {
    this.#state = state;
    this.#engine = engine;
    this.#partition = partition;
    this.#kept = new LRUCache({
      max: most,
      maxSize: most * USUAL_BYTES,
      sizeCalculation: ({ profile }) => ABSENT_BYTES + (profile === undefined ? 0 : engine.sizeOf(profile)),
    });
  }

  get(person: PersonKey): CachedPerson<TProfile> | undefined {
    return this.#kept.get(person) ?? this.#changed.get(person);
  }

  /** Loads people that aren't here, person key -> token, in one round trip; the caller holds what comes back until it has used it. */
  async load(missing: ReadonlyMap<PersonKey, string>): Promise<Map<PersonKey, CachedPerson<TProfile>>> {
    const blobs = await this.#state.loadProfiles(this.#partition, [...missing.values()]);
    const loaded = new Map<PersonKey, CachedPerson<TProfile>>();
    let i = 0;
    for (const [person, token] of missing) {
      const one = this.#decode(token, blobs[i++]);
      loaded.set(person, one);
      this.#kept.set(person, one);
    }
    return loaded;
  }

  change(person: PersonKey, cached: CachedPerson<TProfile>, profile: TProfile | undefined): void {
    cached.profile = profile;
    if (cached.isChanged) return;
    cached.isChanged = true;
    this.#changed.set(person, cached);
  }

  /** The profiles that the next commit writes, by token; null where one is to be removed. */
  encodeChanged(): Map<string, Uint8Array | null> {
    const encoded = new Map<string, Uint8Array | null>();
    for (const { token, profile } of this.#changed.values()) {
      encoded.set(token, profile === undefined ? null : this.#engine.encode(profile));
    }
    return encoded;
  }

  committed(): void {
    for (const [person, cached] of this.#changed) {
      cached.isChanged = false;
      this.#kept.set(person, cached);
    }
    this.#changed.clear();
  }

  #decode(token: string, bytes: Uint8Array | undefined): CachedPerson<TProfile> {
    if (bytes === undefined) return { token, profile: undefined, isChanged: false };
    try {
      return { token, profile: this.#engine.decode(bytes), isChanged: false };
    } catch (error) {
      return { token, profile: undefined, isChanged: false, damage: error as Error };
    }
  }
}
