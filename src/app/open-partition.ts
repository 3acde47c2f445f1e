import { buildEngineContext, type Configuration } from "../config/index.js";
import { createEngine, type Profile } from "../engine/index.js";
import type { Heartbeat } from "../worker/heartbeat.js";
import type { ThreadParts } from "../worker/run-partition.js";
import type { PartitionTask } from "../worker/supervisor.js";
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
      const parts = { log, state, engine, settings: configuration.worker, now, heartbeat };
      if (serving === undefined) return parts;
      const keeper = new KeeperPort(serving);
      const forget = (person: string): Promise<void> => keeper.forget(person);
      if (!configuration.recommendations.enabled) return { ...parts, forget };
      const source = new SharedSource((pin) => keeper.shared(pin), recommenders);
      serving.on("close", () => source.close());
      return { ...parts, serving: source, forget };
    } catch (error) {
      await log.close();
      throw error;
    }
  };
}
