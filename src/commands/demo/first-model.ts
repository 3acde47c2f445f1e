import { availableParallelism } from "node:os";
import { readTopic } from "../../app/read-topic.js";
import { ModelStore } from "../../models/recommender/store.js";
import type { EventLog } from "../../ports/event-log.js";
import { readLog } from "../../training/read/index.js";
import { defaultRecipe } from "../../training/recommender/recipe.js";
import { trainRecommender } from "../../training/recommender/train.js";

/** A model of what the shop's people have done so far. */
export interface FirstModel {
  readonly version: string;
  readonly interactions: number;
  readonly people: number;
  readonly seconds: number;
}

/** What `attune train recommender --promote` does, of the log as it is now. */
export async function trainFirstModel(log: EventLog, models: string, seed: number): Promise<FirstModel> {
  const begun = performance.now();
  const store = new ModelStore(models);
  const version = await store.begin();
  try {
    const source = { log, records: (partition: number) => readTopic(log, "events", partition) };
    const { interactions } = await readLog(source);
    const model = await trainRecommender(interactions, defaultRecipe(), {
      version,
      threads: availableParallelism(),
      seed,
    });
    await store.save(model);
    await store.promote(version);
    const seconds = Math.round(performance.now() - begun) / 1_000;
    return { version, interactions: interactions.count, people: interactions.people.length, seconds };
  } catch (error) {
    await store.abandon(version);
    throw error;
  }
}
