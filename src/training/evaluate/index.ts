/** How good a recommender is: protocols, metrics, baselines. All of it ranks by the code that serves. */
export type { Evaluation, Protocol, RankingEvaluation, StratifiedEvaluation } from "./evaluation.js";
export { evaluateLeaveOneOut, type LeaveOneOutOptions } from "./leave-one-out.js";
export { evaluatePrequential } from "./prequential.js";
export type { Trial } from "./search.js";
export { evaluateSessions } from "./session-files.js";
export { parseNegatives } from "./splits/negatives.js";
export { evaluateStratified } from "./stratified.js";
