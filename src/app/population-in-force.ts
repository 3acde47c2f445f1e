import type { EngineContext } from "../domain/context.js";
import { readPopulation } from "../engine/index.js";
import { CONTEXT_GROUP } from "../worker/statistics.js";

/** The context under the population snapshot that statistics name as in force. @throws AttuneError ATTUNE_POPULATION_UNREADABLE */
export function underPopulation(context: EngineContext, statistics: ReadonlyMap<string, Uint8Array>): EngineContext {
  const population = statistics.get(CONTEXT_GROUP);
  return population === undefined ? context : { ...context, population: readPopulation(population) };
}
