import type { EngineContext } from "../../domain/context.js";
import type { PersonEvent } from "../../domain/event.js";
import type { PersonKey } from "../../domain/person.js";
import type { Statistics } from "../../domain/population.js";
import type { Engine, PartitionView } from "../../domain/step.js";
import { createEngine, type Profile } from "../../engine/index.js";
import { segmentEventOf } from "../evaluate/segment-event.js";
import type { Interactions } from "../interactions.js";
import { Pace } from "../recommender/pace.js";
import type { EventRun } from "./event-run.js";

/** Events in memory, each of everybody in the order of time: people's profiles live in one partition, and what one event means for another profile is applied at once. */
export function eventsRun(
  source: string,
  events: Iterable<PersonEvent>,
  total: number,
  context: EngineContext,
): EventRun {
  return {
    source,
    async run(watched, watch = {}) {
      const pace = new Pace(total, watch);
      const people = new People(watched(createEngine(context)));
      let done = 0;
      for (const event of events) {
        people.apply(event);
        done++;
        if (pace.due()) await pace.pause(Math.min(done, total));
      }
      pace.end();
    },
  };
}

/** A file's interactions, as the events that a site would have sent. */
export function interactionsRun(interactions: Interactions, context: EngineContext): EventRun {
  return eventsRun(interactions.source, eventsOf(interactions), interactions.count, context);
}

function* eventsOf(interactions: Interactions): Generator<PersonEvent> {
  for (let at = 0; at < interactions.count; at++) yield segmentEventOf(interactions, at);
}

class People {
  readonly #engine: Engine<Profile>;
  readonly #profiles = new Map<PersonKey, Profile>();
  readonly #statistics = new Map<string, Map<string, number>>();
  readonly #partition: PartitionView = {
    partition: 0,
    partitions: 1,
    statistic: (group, key) => this.#statistics.get(group)?.get(key) ?? 0,
  };

  constructor(engine: Engine<Profile>) {
    this.#engine = engine;
  }

  apply(event: PersonEvent): void {
    const waiting = [event];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = this.#engine.step(this.#profiles.get(next.person), next, this.#partition);
      if (result.profile === undefined) this.#profiles.delete(next.person);
      else this.#profiles.set(next.person, result.profile);
      this.#add(result.statistics);
      for (const effect of result.effects) if (effect.kind === "event") waiting.push(effect.event);
    }
  }

  #add(deltas: Statistics): void {
    for (const [group, numbers] of deltas) {
      let own = this.#statistics.get(group);
      if (own === undefined) this.#statistics.set(group, (own = new Map<string, number>()));
      for (const [key, by] of numbers) own.set(key, (own.get(key) ?? 0) + by);
    }
  }
}
