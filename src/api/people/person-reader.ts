import type { PersonKey } from "../../domain/person.js";
import { partitionOfPerson, personToken } from "../../domain/person.js";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import type { StateStore } from "../../ports/state-store.js";

export interface PersonReaderParts {
  readonly state: Pick<StateStore, "loadOffset" | "loadProfiles">;
  readonly partitions: number;
  readonly engine: Pick<Engine<Profile>, "decode">;
}

export interface ReadPerson {
  /** Who it is about: another than the one asked for where that profile was merged into theirs. */
  readonly person: PersonKey;
  readonly profile: Profile | undefined;
  readonly partition: number;
  /** All events up to there are in it. */
  readonly offset: number;
}

/** As many marks in a row as the engine follows. */
const MOST_MARKS = 4;

/** Reads profiles as the partitions' owners have committed them. Writes nothing, keeps nothing. */
export class PersonReader {
  readonly #parts: PersonReaderParts;

  constructor(parts: PersonReaderParts) {
    this.#parts = parts;
  }

  /**
   * Follows the marks of profiles that were merged into others.
   * @throws AttuneError ATTUNE_STATE_UNAVAILABLE | ATTUNE_PROFILE_UNREADABLE
   */
  async read(person: PersonKey): Promise<ReadPerson> {
    let read = await this.#load(person);
    for (let marks = 0; marks < MOST_MARKS; marks++) {
      const heir = read.profile?.read("identity").forwardedTo;
      if (heir === undefined) return read;
      read = await this.#load(heir);
    }
    return { ...read, profile: undefined };
  }

  async #load(person: PersonKey): Promise<ReadPerson> {
    const { state, partitions, engine } = this.#parts;
    const partition = partitionOfPerson(person, partitions);
    // The offset first: the profile is then of that moment or a later one.
    const { seq: offset } = await state.loadOffset(partition);
    const [bytes] = await state.loadProfiles(partition, [personToken(person)]);
    return { person, profile: bytes === undefined ? undefined : engine.decode(bytes), partition, offset };
  }
}
