import type { CancelReason, Occasion } from "../domain/action.js";
import type { ChannelPolicy, EngineContext } from "../domain/context.js";
import type { Channel } from "../domain/message.js";
import type { CollectorSettings } from "../collector/settings.js";
import type { WorkerSettings } from "../worker/settings.js";
import type { CopyTemplate } from "./copy.js";

/**
 * A checked configuration: plain data that can be handed to a thread (structured clone), durations in ms. `buildEngineContext` makes
 * the engine's context of `engine`.
 */
export interface Configuration {
  /** The folder it was read from. */
  readonly folder: string;
  /** embedded:<folder> or nats://… */
  readonly log: string;
  /** embedded:<folder> or redis://… */
  readonly state: string;
  /** The folder of the embedded default. */
  readonly data: string;
  readonly partitions: number;
  readonly retention: RetentionSettings;
  readonly collector: CollectorSettings;
  readonly worker: WorkerSettings;
  readonly engine: EngineSettings;
}

/** What the log keeps, and how long. `replicas` is for NATS alone. */
export interface RetentionSettings {
  readonly retentionMs: number;
  readonly dedupeWindowMs: number;
  /** Absent: no limit. */
  readonly maxBytesPerPartition?: number;
  readonly replicas: number;
}

export interface TreatmentSettings {
  readonly id: string;
  readonly channel: Channel;
  readonly copy: readonly CopyTemplate[];
}

/** domain/action.ts with its words not compiled yet. */
export interface ActionSettings {
  readonly id: string;
  readonly issue: string;
  readonly group: string;
  readonly occasion: Occasion;
  readonly waitMs: number;
  readonly cancelOn: readonly CancelReason[];
  readonly minimumValue: number;
  readonly value: number;
  readonly lever: number;
  readonly validityMs: number;
  readonly coolDownMs: number;
  readonly treatments: readonly TreatmentSettings[];
}

/** Everything that a decision can depend on; its hash is the context's version. */
export interface EngineSettings {
  readonly sessionGapMs: number;
  readonly browseMinimumViews: number;
  readonly justBoughtMs: number;
  readonly limits: EngineContext["limits"];
  readonly halfLives: EngineContext["halfLives"];
  readonly channels: readonly ChannelPolicy[];
  readonly actions: readonly ActionSettings[];
}
