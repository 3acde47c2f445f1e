import { buildEngineContext, type Configuration } from "../config/index.js";
import { createEngine, type Profile } from "../engine/index.js";
import type { Heartbeat } from "../worker/heartbeat.js";
import type { ThreadParts } from "../worker/run-partition.js";
import type { PartitionTask } from "../worker/supervisor.js";
import { forgetPerson } from "./forget-person.js";
import { openLog, openState } from "./open-adapters.js";
import { KeeperPort } from "./serving/keeper-port.js";
import { KeptScoring, ScoringModels } from "./scoring/scoring-models.js";
import { Recommenders, SharedSource } from "./serving/source.js";

/** How a thread opens a partition's own connections; the engine, recommenders and scoring models are the thread's. `now`: ms since the epoch. */
export function partitionOpener(configuration: Configuration, heartbeat: Heartbeat, now: () => number) {
  const context = buildEngineContext(configuration);
  const engine = createEngine(context);
  const recommenders = new Recommenders(context.recommendations);
  const models = new ScoringModels();
  return async function open({ keeper: port }: PartitionTask): Promise<ThreadParts<Profile>> {
    const log = await openLog(configuration);
    try {
      const state = await openState(configuration);
      const keeper = port === undefined ? undefined : new KeeperPort(port);
      const forget = async (person: string): Promise<void> => {
        await forgetPerson(configuration, log.partitions, person);
        await keeper?.forget(person);
      };
      const parts = { log, state, engine, settings: configuration.worker, now, heartbeat, forget };
      if (port === undefined || keeper === undefined) return parts;
      const serving = new SharedSource((pin) => keeper.shared(pin), recommenders);
      const scoring = new KeptScoring((named) => keeper.scoring.shared(named), models);
      port.on("close", () => {
        serving.close();
        scoring.close();
      });
      return {
        ...parts,
        ...(configuration.recommendations.enabled ? { serving } : {}),
        ...(configuration.scoring.enabled ? { scoring } : {}),
      };
    } catch (error) {
      await log.close();
      throw error;
    }
  };
}
