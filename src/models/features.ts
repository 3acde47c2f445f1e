import { createHash } from "node:crypto";
import type { FeatureDeclaration } from "./features/feature.js";
import { INTENT_FEATURES } from "./features/intent.js";
import { PROPENSITY_FEATURES } from "./features/propensity.js";

/**
 * What models read, declared once: live scoring and training by replay go through these functions, so that a column can't mean two things. A version
 * names the schema that it was trained with and is refused under another one.
 */
export {
  type FeatureDeclaration,
  type FeatureTable,
  type IntentMoment,
  type PropensityMoment,
  readRow,
} from "./features/feature.js";
export { INTENT_FEATURES, PROPENSITY_FEATURES };

/** To be raised where a column's numbers change and none of the words that declare it do. */
const VERSION = 1;

/** 16 hexadecimal characters of a SHA-256: two lists with the same one give the same rows. */
export function schemaOf(features: readonly FeatureDeclaration[]): string {
  const columns = features.map(({ name, source, unit, transformation }) => [name, source, unit, transformation]);
  return createHash("sha256")
    .update(JSON.stringify([VERSION, columns]))
    .digest("hex")
    .slice(0, 16);
}

export const INTENT_SCHEMA = schemaOf(INTENT_FEATURES);
export const PROPENSITY_SCHEMA = schemaOf(PROPENSITY_FEATURES);
