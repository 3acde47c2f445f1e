/** The bounds of a worker. Each has its default, unit and reason in config/attune.yaml. */
export interface WorkerSettings {
  /** piscina threads. */
  readonly threads: number;
  /** Records applied between two looks at the clock. */
  readonly batchRecords: number;
  /** A checkpoint is taken when the input is drained, or after this many events ... */
  readonly checkpointEvents: number;
  /** ... or this many ms after the first uncommitted one, whichever is first. */
  readonly checkpointMs: number;
  /** The least pause between two commits of one partition, ms: a commit costs as much as several events. The first one doesn't wait. */
  readonly commitPauseMs: number;
  /** Profiles kept decoded in memory, of one partition. */
  readonly cachedProfiles: number;
  /** Entries committed but not yet published, of one partition, before it stops reading. */
  readonly unpublishedEntries: number;
  /** How often an event may take its thread or process down before it goes to the dead letters. */
  readonly poisonAttempts: number;
  /** How often due timers are looked for, ms. */
  readonly timerTickMs: number;
  /** Timers turned into events at once, of one partition. */
  readonly timerBatch: number;
  /** Overdue timers wait until no event of the past has arrived for this long, ms: an import may still bring what cancels them. */
  readonly settleMs: number;
  /** How often the population snapshot is made anew of all partitions' statistics, ms; 0 = never. */
  readonly populationMs: number;
  /** A lease runs out this long after its last renewal, ms. */
  readonly leaseTtlMs: number;
  /** A thread stuck in one batch for longer than this is ended, ms. */
  readonly watchdogMs: number;
  /** A stop waits this long for the checkpoint and the outbox, ms. */
  readonly drainMs: number;
}
