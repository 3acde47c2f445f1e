import type { Configuration } from "../../src/config/index.js";
import { buildEngineContext } from "../../src/config/index.js";
import { personOfToken } from "../../src/domain/person.js";
import { createEngine } from "../../src/engine/index.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { loadAllStatistics } from "../../src/worker/statistics.js";
import { TALLY } from "./tallying-engine.js";

/** What a stored profile says of a person. The engine is used only to decode it. */
export interface ObservedPerson {
  readonly partition: number;
  readonly views: number;
  readonly cartAdds: number;
  readonly orders: number;
  readonly revenue: number;
  /** Hashes of the ids applied, oldest first. */
  readonly seen: readonly number[];
  /** Its content went to another profile. */
  readonly forwarded: boolean;
}

export interface Observation {
  /** Person key -> the profiles found under it, one in a partition; more than one is a mistake. */
  readonly people: ReadonlyMap<string, readonly ObservedPerson[]>;
  readonly outbox: number;
  /** What the partitions' statistics say were applied (tallying-engine.ts). */
  readonly tally: number;
  readonly offsets: readonly { readonly generation: number; readonly seq: number }[];
}

export async function observe(state: StateStore, configuration: Configuration): Promise<Observation> {
  const engine = createEngine(buildEngineContext(configuration));
  const people = new Map<string, ObservedPerson[]>();
  const offsets: { generation: number; seq: number }[] = [];
  let outbox = 0;
  const statistics = await loadAllStatistics(state, configuration.partitions);
  for (let partition = 0; partition < configuration.partitions; partition++) {
    offsets.push(await state.loadOffset(partition));
    outbox += (await state.outbox(partition)).length;
    for await (const chunk of state.scanProfiles(partition)) {
      for (const [token, bytes] of chunk) {
        const profile = engine.decode(bytes);
        const { views, cartAdds, orders, revenue } = profile.read("activity");
        const forwarded = profile.read("identity").forwardedTo !== undefined;
        const person = personOfToken(token) ?? token;
        const found = { partition, views, cartAdds, orders, revenue, seen: profile.read("seen"), forwarded };
        const others = people.get(person);
        // A scan may show a profile twice; another partition's is another profile.
        if (others === undefined) people.set(person, [found]);
        else if (others.every((other) => other.partition !== partition)) others.push(found);
      }
    }
  }
  return { people, outbox, tally: statistics.get(TALLY.group)?.get(TALLY.key) ?? 0, offsets };
}
