/**
 * The demo's piscina entry: app/partition-thread.ts with the shop's clock in the wall clock's place, so that timers fall due in the shop's
 * time. Everything else is what `attune up` runs.
 */
import { workerData } from "node:worker_threads";
import { partitionOpener } from "../../app/open-partition.js";
import type { Configuration } from "../../config/index.js";
import { Heartbeat } from "../../worker/heartbeat.js";
import { runPartition } from "../../worker/run-partition.js";
import type { PartitionTask, ThreadData } from "../../worker/supervisor.js";
import { ShopClock } from "./shop-clock.js";

/** A configuration that also carries the clock's shared memory into the threads. */
export interface DemoConfiguration extends Configuration {
  readonly shopClock: SharedArrayBuffer;
}

/** The watchdog counts in real time. */
class WallHeartbeat extends Heartbeat {
  override begin(partition: number, threadId: number): void {
    super.begin(partition, threadId, Date.now());
  }
}

const { configuration, heartbeat } = workerData as ThreadData<DemoConfiguration>;
const clock = new ShopClock(configuration.shopClock);
const open = partitionOpener(configuration, new WallHeartbeat(heartbeat), () => clock.now());

export async function ownPartition(task: PartitionTask): Promise<void> {
  await runPartition(task, open);
}
