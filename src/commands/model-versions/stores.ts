import { Argument } from "commander";
import type { AttuneError } from "../../domain/errors.js";
import { denseStore, type Evidence } from "../../models/dense/index.js";
import { purchaseTimingStore } from "../../models/purchase-timing/index.js";
import { ModelStore } from "../../models/recommender/store.js";
import { sendTimeStore } from "../../models/send-time/index.js";

/** The models that have versions, in the order in which they are listed. */
export const MODELS = ["recommender", "intent", "propensity", "purchase-timing", "send-time"] as const;
export type ModelName = (typeof MODELS)[number];
/** Those that can score beside the current version. */
export const SHADOWED = ["intent", "propensity"] as const satisfies readonly ModelName[];

/** What every manifest says, whatever the model. */
export interface AnyManifest {
  readonly version: string;
  readonly createdAt: string;
  readonly source: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly evidence?: Evidence;
}

export interface ListedVersion {
  readonly version: string;
  readonly isCurrent: boolean;
  /** undefined where it can't be read; `problem` says why. */
  readonly manifest: AnyManifest | undefined;
  readonly problem?: AttuneError;
}

/** What the commands need of a store of versions. */
export interface Versions {
  readonly folder: string;
  list(): Promise<readonly ListedVersion[]>;
  current(): Promise<string | undefined>;
  manifest(version: string): Promise<AnyManifest>;
  versionFolder(version: string): string;
  promote(version: string): Promise<Moved>;
  rollback(): Promise<Moved>;
}

/** What is current, and what was before. */
export interface Moved {
  /** undefined: none is current any more. */
  readonly version: string | undefined;
  readonly before: string | undefined;
}

export function versionsOf(models: string, name: ModelName): Versions {
  switch (name) {
    case "recommender":
      return new ModelStore(models);
    case "intent":
    case "propensity":
      return denseStore(models, name);
    case "purchase-timing":
      return purchaseTimingStore(models);
    case "send-time":
      return sendTimeStore(models);
  }
}

export function isShadowed(name: ModelName): name is (typeof SHADOWED)[number] {
  return (SHADOWED as readonly ModelName[]).includes(name);
}

export function modelArgument(names: readonly ModelName[] = MODELS): Argument {
  return new Argument("<model>", "which model").choices(names);
}
