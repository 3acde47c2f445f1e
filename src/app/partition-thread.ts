/** The piscina entry: opens a partition's own connections and runs its owner. Started by app/start.ts, one task a partition. */
import { workerData } from "node:worker_threads";
import { buildEngineContext, type Configuration } from "../config/index.js";
import { createEngine, type Profile } from "../engine/index.js";
import { Heartbeat } from "../worker/heartbeat.js";
import { runPartition, type ThreadParts } from "../worker/run-partition.js";
import type { PartitionTask, ThreadData } from "../worker/supervisor.js";
import { openLog, openState } from "./open-adapters.js";

const { configuration, heartbeat: shared } = workerData as ThreadData<Configuration>;
const engine = createEngine(buildEngineContext(configuration));
const heartbeat = new Heartbeat(shared);

async function open(): Promise<ThreadParts<Profile>> {
  const log = await openLog(configuration);
  try {
    const state = await openState(configuration);
    return { log, state, engine, settings: configuration.worker, now: Date.now, heartbeat };
  } catch (error) {
    await log.close();
    throw error;
  }
}

export async function ownPartition(task: PartitionTask): Promise<void> {
  await runPartition(task, open);
}
