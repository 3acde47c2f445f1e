import {
  type FeatureDeclaration,
  INTENT_FEATURES,
  INTENT_SCHEMA,
  PROPENSITY_FEATURES,
  PROPENSITY_SCHEMA,
} from "../features.js";
import type { DenseName } from "./manifest.js";

export const FEATURES: Readonly<Record<DenseName, readonly FeatureDeclaration[]>> = {
  intent: INTENT_FEATURES,
  propensity: PROPENSITY_FEATURES,
};

/** What this Attune's features are, by model: a version trained on others is refused. */
export const SCHEMAS: Readonly<Record<DenseName, { readonly schema: string; readonly features: readonly string[] }>> = {
  intent: { schema: INTENT_SCHEMA, features: INTENT_FEATURES.map(({ name }) => name) },
  propensity: { schema: PROPENSITY_SCHEMA, features: PROPENSITY_FEATURES.map(({ name }) => name) },
};

/** The heads that each has to have. */
export const HEADS: Readonly<Record<DenseName, readonly string[]>> = {
  intent: ["session", "day", "churn"],
  propensity: ["response"],
};
