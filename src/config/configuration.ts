import type { CopyVersion } from "../domain/action.js";
import type { ChannelPolicy, EngineContext } from "../domain/context.js";
import type { Predicate } from "../domain/view.js";
import type { ApiSettings } from "../api/settings.js";
import type { DispatcherSettings } from "../channels/settings.js";
import type { LayoutSettings } from "../channels/render/index.js";
import type { LinkSettings } from "../links/settings.js";
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
  /** The folder of the models. */
  readonly models: string;
  readonly recommendations: ServingSettings;
  readonly scoring: ScoringSettings;
  readonly retention: RetentionSettings;
  readonly collector: CollectorSettings;
  readonly api: ApiSettings;
  readonly worker: WorkerSettings;
  readonly dispatcher: DispatcherSettings;
  readonly links: LinkSettings;
  /** The layouts of messages, those that Attune ships for what the folder hasn't among them. */
  readonly layouts: readonly LayoutSettings[];
  readonly engine: EngineSettings;
}

/** How recommendations are kept up to date. */
export interface ServingSettings {
  readonly enabled: boolean;
  /** How often what was promoted and what is popular now come into force, ms. */
  readonly refreshMs: number;
}

/** How the scoring models are kept up to date. */
export interface ScoringSettings {
  readonly enabled: boolean;
  /** How often a promoted version comes into force, ms. */
  readonly refreshMs: number;
}

/** What the log keeps, and how long. `replicas` is for NATS alone. */
export interface RetentionSettings {
  readonly retentionMs: number;
  readonly dedupeWindowMs: number;
  /** Absent: no limit. */
  readonly maxBytesPerPartition?: number;
  readonly replicas: number;
}

/** A type of the domain before it is compiled: conditions are CEL text, words are templates, maps are records. */
export type Plain<T> = T extends Predicate
  ? string
  : T extends CopyVersion
    ? CopyTemplate
    : T extends ReadonlyMap<infer K extends string, infer V>
      ? Readonly<Record<K, Plain<V>>>
      : T extends object
        ? { readonly [P in keyof T]: Plain<T[P]> }
        : T;

export type ActionSettings = Plain<EngineContext["actions"][number]>;
export type TreatmentSettings = ActionSettings["treatments"][number];
export type RuleSettings = ActionSettings["policy"]["eligibility"][number];

/** Everything that a decision can depend on; its hash is the context's version. */
export interface EngineSettings
  extends Plain<Omit<EngineContext, "version" | "population" | "recommender" | "scoring" | "channels">> {
  readonly channels: readonly ChannelPolicy[];
}
