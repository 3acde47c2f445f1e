import { availableParallelism } from "node:os";
import type { CollectorSettings } from "../../collector/settings.js";
import type { WorkerSettings } from "../../worker/settings.js";
import { fullAddress } from "../addresses.js";
import { toMs } from "../check.js";
import type { Configuration, RetentionSettings } from "../configuration.js";
import type { Overrides } from "../overrides.js";
import type { AttuneFile } from "../schema/attune.js";
import type { Sources } from "../sources.js";
import { dispatcherOf, linksOf } from "./delivery.js";
import { engineOf } from "./engine.js";

/** From what people write to what programs use: durations become ms, shares are worked out, what is left out is filled in. */
export function normalise(folder: string, sources: Sources, overrides: Overrides): Configuration {
  const file = sources.settings.value;
  const data = overrides.data ?? file.data;
  const partitions = overrides.partitions ?? file.partitions;
  const { enabled, refresh } = sources.recommendations.value;
  return {
    folder,
    log: fullAddress(overrides.log ?? file.log, data),
    state: fullAddress(overrides.state ?? file.state, data),
    data,
    partitions,
    models: overrides.models ?? file.models,
    recommendations: { enabled, refreshMs: toMs(refresh) },
    scoring: { enabled: file.scoring.enabled, refreshMs: toMs(file.scoring.refresh) },
    retention: retentionOf(file),
    collector: collectorOf(file, overrides),
    api: file.api,
    worker: workerOf(file, partitions, overrides),
    dispatcher: dispatcherOf(file),
    links: linksOf(file, overrides),
    layouts: sources.templates,
    engine: engineOf(sources),
  };
}

function retentionOf({ retention }: AttuneFile): RetentionSettings {
  const { keep, dedupeWindow, bytesPerPartition, replicas } = retention;
  const times = { retentionMs: toMs(keep), dedupeWindowMs: toMs(dedupeWindow), replicas };
  return bytesPerPartition === 0 ? times : { ...times, maxBytesPerPartition: bytesPerPartition };
}

function collectorOf({ collector }: AttuneFile, overrides: Overrides): CollectorSettings {
  const { writeKeys, limits, inFlightRequests, inFlightBytes, requestTimeout, trustProxy, publicUrl, browserBatches } =
    collector;
  return {
    host: overrides.host ?? collector.host,
    port: overrides.port ?? collector.port,
    writeKeys,
    limits,
    inFlightRequests,
    inFlightBytes,
    requestTimeoutMs: toMs(requestTimeout),
    storeClientIp: collector.storeClientIp,
    ...(trustProxy > 0 ? { trustProxy } : {}),
    ...(publicUrl === "" ? {} : { publicUrl }),
    ...(browserBatches.size > 1
      ? { browserBatches: { size: browserBatches.size, timeoutMs: toMs(browserBatches.wait) } }
      : {}),
  };
}

function workerOf({ worker }: AttuneFile, partitions: number, overrides: Overrides): WorkerSettings {
  return {
    threads: overrides.threads ?? (worker.threads > 0 ? worker.threads : Math.min(availableParallelism(), 4)),
    batchRecords: worker.batchEvents,
    checkpointEvents: worker.checkpointEvents,
    checkpointMs: toMs(worker.checkpointEvery),
    commitPauseMs: toMs(worker.commitPause),
    cachedProfiles: Math.max(1, Math.ceil(worker.cachedProfiles / partitions)),
    unpublishedEntries: worker.unpublishedEntries,
    poisonAttempts: worker.poisonAttempts,
    timerTickMs: toMs(worker.timerTick),
    timerBatch: worker.timerBatch,
    settleMs: toMs(worker.settle),
    populationMs: toMs(worker.population),
    leaseTtlMs: toMs(worker.lease),
    watchdogMs: toMs(worker.watchdog),
    drainMs: toMs(worker.drain),
  };
}
