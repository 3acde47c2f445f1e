import { partitionOfPerson, type PersonKey, personToken } from "../domain/person.js";
import { type Interaction, nobody, type Taste } from "../domain/recommendation.js";
import type { Engine } from "../domain/step.js";
import type { EngineContext } from "../domain/context.js";
import { storedId } from "./item-json.js";
import { type Profile, tasteOfProfile } from "../engine/index.js";
import type { StateStore } from "../ports/state-store.js";

/** Which state of a profile a taste rests on. */
export interface ProfileBasis {
  /** Who it is about: another than the one asked for where that profile was merged into theirs. */
  readonly person: PersonKey;
  readonly found: boolean;
  readonly partition: number;
  /** All events up to there are in it. */
  readonly offset: number;
  /** The profile's clock, ms; 0: there is none. */
  readonly time: number;
}

export interface TasteOf {
  readonly taste: Taste;
  /** undefined: no person was named. */
  readonly basis: ProfileBasis | undefined;
}

export interface TasteReaderParts {
  readonly state: StateStore;
  readonly partitions: number;
  readonly engine: Pick<Engine<Profile>, "decode">;
  readonly context: EngineContext;
}

/** Reads people's tastes from the profiles as the partitions' owners have committed them. Writes nothing, keeps nothing. */
export class TasteReader {
  readonly #parts: TasteReaderParts;

  constructor(parts: TasteReaderParts) {
    this.#parts = parts;
  }

  /**
   * `recent`: items that the caller has seen the person look at, newest first; they come before the profile's own.
   * @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_PROFILE_UNREADABLE
   */
  async read(person: PersonKey | undefined, recent: readonly string[], time: number): Promise<TasteOf> {
    if (person === undefined) return { taste: withRecent(nobody(time), recent), basis: undefined };
    let { profile, basis } = await this.#load(person);
    const heir = profile?.read("identity").forwardedTo;
    // Once: a mark that leads to a mark is on its way to being followed by its own owner.
    if (heir !== undefined) ({ profile, basis } = await this.#load(heir));
    if (profile === undefined || profile.read("identity").forwardedTo !== undefined)
      return { taste: withRecent(nobody(time), recent), basis: { ...basis, found: false } };
    const now = Math.max(time, basis.time);
    return { taste: withRecent(tasteOfProfile(profile, this.#parts.context, now), recent), basis };
  }

  async #load(person: PersonKey): Promise<{ profile: Profile | undefined; basis: ProfileBasis }> {
    const { state, partitions, engine } = this.#parts;
    const partition = partitionOfPerson(person, partitions);
    // The offset first: the profile is then of that moment or a later one.
    const { seq: offset } = await state.loadOffset(partition);
    const [bytes] = await state.loadProfiles(partition, [personToken(person)]);
    const profile = bytes === undefined ? undefined : engine.decode(bytes);
    const time = profile?.read("activity").clock ?? 0;
    return { profile, basis: { person, found: profile !== undefined, partition, offset, time } };
  }
}

/** An item stands once for each kind: what the caller says is newer than what the profile has. */
function withRecent(taste: Taste, items: readonly string[]): Taste {
  if (items.length === 0) return taste;
  const named = new Set(items.map(storedId));
  const views = [...named].map((id): Interaction => ({ id, kind: "view", time: taste.time, price: undefined }));
  const others = taste.recent.filter(({ id, kind }) => kind !== "view" || !named.has(id));
  return { ...taste, recent: [...views, ...others] };
}
