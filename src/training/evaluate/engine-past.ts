import type { EngineContext } from "../../domain/context.js";
import type { LivePopularity } from "../../domain/item.js";
import { faded, LANDMARK, POPULARITY_GROUPS, POPULARITY_HEAD, PopularitySum } from "../../domain/popularity.js";
import type { Statistics } from "../../domain/population.js";
import { nobody, type Taste } from "../../domain/recommendation.js";
import type { Engine, PartitionView } from "../../domain/step.js";
import { createEngine, type Profile, tasteOfProfile } from "../../engine/index.js";
import type { Interactions } from "../interactions.js";
import { type Past, POPULARITY_EVERY_MS } from "./past.js";
import { segmentEventOf } from "./segment-event.js";

/** The past as the real engine keeps it: profiles within their bounds, and popularity as its statistics add up to. */
export class EnginePast implements Past {
  readonly #interactions: Interactions;
  readonly #context: EngineContext;
  readonly #engine: Engine<Profile>;
  readonly #profiles: (Profile | undefined)[];
  readonly #statistics = new Map<string, Map<string, number>>();
  readonly #partition: PartitionView = {
    partition: 0,
    partitions: 1,
    statistic: (group, key) => this.#statistics.get(group)?.get(key) ?? 0,
  };
  #popularity: LivePopularity | undefined;

  constructor(interactions: Interactions, context: EngineContext) {
    this.#interactions = interactions;
    this.#context = context;
    this.#engine = createEngine(context);
    this.#profiles = interactions.people.map(() => undefined);
  }

  taste(person: number, time: number): Taste {
    const profile = this.#profiles[person];
    return profile === undefined ? nobody(time) : tasteOfProfile(profile, this.#context, time);
  }

  popularity(time: number): LivePopularity {
    if (this.#popularity === undefined || time - this.#popularity.time >= POPULARITY_EVERY_MS) {
      this.#popularity = this.#sum(time);
    }
    return this.#popularity;
  }

  apply(at: number): void {
    const person = this.#interactions.person[at] as number;
    const event = segmentEventOf(this.#interactions, at);
    const { outcome, profile, statistics } = this.#engine.step(this.#profiles[person], event, this.#partition);
    if (outcome !== "event.applied") throw new TypeError(`interaction ${at} ended as ${outcome}`);
    this.#profiles[person] = profile;
    this.#add(statistics);
  }

  /** As the refresher does: what has faded goes, then all is added up. */
  #sum(time: number): LivePopularity {
    const policy = this.#context.recommendations.popularity;
    this.#add(faded(this.#statistics, time, policy));
    const landmark = this.#statistics.get(POPULARITY_HEAD)?.get(LANDMARK) ?? 0;
    const sum = new PopularitySum(time, policy);
    for (const group of POPULARITY_GROUPS) {
      const numbers = this.#statistics.get(group);
      if (numbers !== undefined) sum.add([{ landmark, numbers }]);
    }
    return sum.result();
  }

  #add(deltas: Statistics): void {
    for (const [group, numbers] of deltas) {
      let own = this.#statistics.get(group);
      if (own === undefined) this.#statistics.set(group, (own = new Map<string, number>()));
      for (const [key, by] of numbers) {
        const value = (own.get(key) ?? 0) + by;
        if (value === 0) own.delete(key);
        else own.set(key, value);
      }
    }
  }
}
