import type { LayoutSettings } from "../channels/render/index.js";
import type { ActionFile } from "./schema/action.js";
import type { AttuneFile } from "./schema/attune.js";
import type { CouponsFile } from "./schema/coupons.js";
import type { ExperimentsFile } from "./schema/experiments.js";
import type { LoyaltyFile } from "./schema/loyalty.js";
import type { PoliciesFile } from "./schema/policies.js";
import type { RecommendationsFile } from "./schema/recommendations.js";
import type { SegmentsFile } from "./schema/segments.js";
import type { SendTimeFile } from "./schema/timing.js";
import type { YamlFile } from "./yaml-file.js";

/** One file, checked against its schema, with its defaults filled in. */
export interface Source<T> {
  readonly value: T;
  readonly file: YamlFile;
}

/** A whole folder, each file by itself in order. */
export interface Sources {
  readonly settings: Source<AttuneFile>;
  readonly actions: readonly Source<ActionFile>[];
  readonly segments: Source<SegmentsFile>;
  readonly policies: Source<PoliciesFile>;
  readonly experiments: Source<ExperimentsFile>;
  readonly loyalty: Source<LoyaltyFile>;
  readonly coupons: Source<CouponsFile>;
  readonly recommendations: Source<RecommendationsFile>;
  /** Of the folder of models. */
  readonly sendTime: Source<SendTimeFile>;
  /** The layouts, those that Attune ships for what the folder hasn't among them. */
  readonly templates: readonly LayoutSettings[];
  /** The codes of the pools that are lists, by the pool's id. */
  readonly codes: ReadonlyMap<string, readonly string[]>;
}

/** What could be read of a folder. */
export type PartialSources = { readonly [K in keyof Sources]: Sources[K] | undefined } & {
  /** Those that could be read. */
  readonly actions: Sources["actions"];
  readonly templates: Sources["templates"];
  readonly isEveryActionRead: boolean;
};
