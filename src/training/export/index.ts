/** What notebooks read: Parquet files of decisions, what came of messages, and what models read. */
export { exportDecisions } from "./decisions.js";
export type { Exported } from "./exported.js";
export { exportFeatures } from "./features.js";
export { exportOutcomes } from "./outcomes.js";
