import { buildEngineContext, type Configuration } from "../config/index.js";
import { createEngine, type Profile } from "../engine/index.js";
import type { Heartbeat } from "../worker/heartbeat.js";
import type { ThreadParts } from "../worker/run-partition.js";
import type { PartitionTask } from "../worker/supervisor.js";
import { forgetPerson } from "./forget-person.js";
import { openLog, openState } from "./open-adapters.js";
import { KeeperPort } from "./serving/keeper-port.js";
import { Recommenders, SharedSource } from "./serving/source.js";

/** How a thread opens a partition's own connections; the engine and recommenders are the thread's. `now`: ms since the epoch. */
export function partitionOpener(configuration: Configuration, heartbeat: Heartbeat, now: () => number) {
  const context = buildEngineContext(configuration);
  const engine = createEngine(context);
  const recommenders = new Recommenders(context.recommendations);
  return async function open({ serving }: PartitionTask): Promise<ThreadParts<Profile>> {
    const log = await openLog(configuration);
    try {
      const state = await openState(configuration);
      const keeper = serving === undefined ? undefined : new KeeperPort(serving);
      const forget = async (person: string): Promise<void> => {
        await forgetPerson(configuration, log.partitions, person);
        await keeper?.forget(person);
      };
      const parts = { log, state, engine, settings: configuration.worker, now, heartbeat, forget };
      if (serving === undefined || keeper === undefined || !configuration.recommendations.enabled) return parts;
      const source = new SharedSource((pin) => keeper.shared(pin), recommenders);
      serving.on("close", () => source.close());
      return { ...parts, serving: source };
    } catch (error) {
      await log.close();
      throw error;
    }
  };
}
