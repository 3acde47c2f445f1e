/** The piscina entry: opens a partition's own connections and runs its owner. Started by app/start.ts, one task a partition. */
import { workerData } from "node:worker_threads";
import type { Configuration } from "../config/index.js";
import { Heartbeat } from "../worker/heartbeat.js";
import { runPartition } from "../worker/run-partition.js";
import type { PartitionTask, ThreadData } from "../worker/supervisor.js";
import { partitionOpener } from "./open-partition.js";

const { configuration, heartbeat } = workerData as ThreadData<Configuration>;
const open = partitionOpener(configuration, new Heartbeat(heartbeat), Date.now);

export async function ownPartition(task: PartitionTask): Promise<void> {
  await runPartition(task, open);
}
