/** What came of decisions and messages, by replay of the log. */
export { decisionOutcomes, type OutcomeTally } from "./decision-outcomes.js";
export { type MessageOutcome, messageOutcomes } from "./message-outcomes.js";
export type { DecisionOutcome } from "./outcome.js";
export type { ReplayedLog } from "./replayed-log.js";
export { type Beside, type WatchedStep, watchEngine } from "./watch-engine.js";
