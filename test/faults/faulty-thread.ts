/** The fault tests' piscina entry: app/partition-thread.ts with the real adapters and engine, and what the spec breaks. */
import { threadId, workerData } from "node:worker_threads";
import { partitionOpener } from "../../src/app/open-partition.js";
import { buildEngineContext, type Configuration } from "../../src/config/index.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { Heartbeat } from "../../src/worker/heartbeat.js";
import { runPartition, type ThreadParts } from "../../src/worker/run-partition.js";
import type { PartitionTask, ThreadData } from "../../src/worker/supervisor.js";
import { faultsOf } from "./fault-spec.js";
import { faultyProbe } from "./faulty-probe.js";
import { withoutCompareAndSet, withoutOutbox } from "./faulty-state.js";
import { poisonousEngine } from "./poisonous-engine.js";
import { tallyingEngine } from "./tallying-engine.js";

const { configuration, heartbeat } = workerData as ThreadData<Configuration>;
const faults = faultsOf(process.env);
const engine = tallyingEngine(poisonousEngine(createEngine(buildEngineContext(configuration))));
const probe = faultyProbe(faults, threadId);

function broken(state: StateStore): StateStore {
  const first = faults.withoutCompareAndSet === true ? withoutCompareAndSet(state) : state;
  return faults.withoutOutbox === true ? withoutOutbox(first) : first;
}

const usual = partitionOpener(configuration, new Heartbeat(heartbeat), Date.now);

async function open(task: PartitionTask): Promise<ThreadParts<Profile>> {
  const parts = await usual(task);
  return { ...parts, engine, state: broken(parts.state), probe };
}

export async function ownPartition(task: PartitionTask): Promise<void> {
  await runPartition(task, open);
}
