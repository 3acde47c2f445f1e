import { personOfToken, type PersonKey } from "../domain/person.js";
import type { Profile } from "../engine/index.js";
import type { Engine } from "../domain/step.js";
import type { StateStore } from "../ports/state-store.js";

/** People's profiles as they are stored, partition by partition; marks of profiles that were merged into others are left out. */
export async function* storedProfiles(
  state: Pick<StateStore, "scanProfiles">,
  partitions: number,
  engine: Pick<Engine<Profile>, "decode">,
): AsyncGenerator<readonly [person: PersonKey, profile: Profile]> {
  for (let partition = 0; partition < partitions; partition++)
    for await (const chunk of state.scanProfiles(partition)) yield* profilesOf(chunk, engine);
}

/** The people among encoded profiles by token. */
export function* profilesOf(
  entries: Iterable<readonly [token: string, bytes: Uint8Array]>,
  engine: Pick<Engine<Profile>, "decode">,
): Generator<readonly [person: PersonKey, profile: Profile]> {
  for (const [token, bytes] of entries) {
    const person = personOfToken(token);
    const profile = person === undefined ? undefined : engine.decode(bytes);
    if (person === undefined || profile === undefined) continue;
    if (profile.read("identity").forwardedTo === undefined) yield [person, profile];
  }
}
