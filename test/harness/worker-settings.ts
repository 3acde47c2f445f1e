import type { WorkerSettings } from "../../src/worker/settings.js";

/** Small bounds, so that every one of them is met within a short test. */
export function testWorkerSettings(overrides: Partial<WorkerSettings> = {}): WorkerSettings {
  return {
    threads: 1,
    batchRecords: 8,
    checkpointEvents: 16,
    checkpointMs: 50,
    commitPauseMs: 0,
    cachedProfiles: 4,
    unpublishedEntries: 32,
    poisonAttempts: 3,
    timerTickMs: 1,
    timerBatch: 100,
    settleMs: 0,
    populationMs: 0,
    leaseTtlMs: 1_000,
    watchdogMs: 500,
    drainMs: 5_000,
    ...overrides,
  };
}
