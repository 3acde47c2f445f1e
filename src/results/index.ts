/** What experiments and the funnel say: pure statistics over the merged numbers. It must never read a store. */
export { type Coverage, coverageOf } from "./coverage.js";
export {
  type ExperimentResult,
  experimentResults,
  type VariantResult,
} from "./experiment-results.js";
export type { Interval } from "./proportion.js";
