import { availableParallelism } from "node:os";
import type { ChannelPolicy } from "../domain/context.js";
import { CHANNELS } from "../domain/message.js";
import type { CollectorSettings } from "../collector/settings.js";
import type { WorkerSettings } from "../worker/settings.js";
import type { ActionFile } from "./action-schema.js";
import { fullAddress } from "./addresses.js";
import { toMs } from "./check.js";
import type { ActionSettings, Configuration, EngineSettings, RetentionSettings } from "./configuration.js";
import type { Overrides } from "./overrides.js";
import type { AttuneFile } from "./schema.js";

/** From what people write to what programs use: durations become ms, shares are worked out, actions stand in the order of their names. */
export function normalise(
  folder: string,
  file: AttuneFile,
  actions: readonly ActionFile[],
  overrides: Overrides,
): Configuration {
  const data = overrides.data ?? file.data;
  const partitions = overrides.partitions ?? file.partitions;
  return {
    folder,
    log: fullAddress(overrides.log ?? file.log, data),
    state: fullAddress(overrides.state ?? file.state, data),
    data,
    partitions,
    retention: retentionOf(file),
    collector: collectorOf(file, overrides),
    worker: workerOf(file, partitions, overrides),
    engine: engineOf(file, actions),
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
    leaseTtlMs: toMs(worker.lease),
    watchdogMs: toMs(worker.watchdog),
    drainMs: toMs(worker.drain),
  };
}

function engineOf({ engine, channels }: AttuneFile, actions: readonly ActionFile[]): EngineSettings {
  return {
    sessionGapMs: toMs(engine.sessionGap),
    browseMinimumViews: engine.browseMinimumViews,
    justBoughtMs: toMs(engine.justBought),
    limits: engine.limits,
    halfLives: {
      interest: toMs(engine.halfLives.interest),
      activity: toMs(engine.halfLives.activity),
      spending: toMs(engine.halfLives.spending),
      habit: toMs(engine.halfLives.habit),
      response: toMs(engine.halfLives.response),
    },
    channels: CHANNELS.map((channel): ChannelPolicy => {
      const { consent, address, cap } = channels[channel];
      const policy = { channel, consent, cap: { count: cap.count, windowMs: toMs(cap.window) } };
      return address === "" ? policy : { ...policy, addressTrait: address };
    }),
    actions: actions.map(actionOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function actionOf(file: ActionFile): ActionSettings {
  return {
    id: file.action,
    issue: file.issue,
    group: file.group,
    occasion: file.trigger.occasion,
    waitMs: toMs(file.trigger.wait),
    cancelOn: file.trigger.cancel,
    minimumValue: file.trigger.minimumValue,
    value: file.value,
    lever: file.lever,
    validityMs: toMs(file.validity),
    coolDownMs: toMs(file.coolDown),
    treatments: file.treatments,
  };
}
