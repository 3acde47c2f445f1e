/** Sparse signals: pure functions over a model's tables in the model's item numbers. What they score is added to a ScoreBoard. */
export { explainNeighbours, scoreNeighbours } from "./neighbours.js";
export { explainRules, scoreRules } from "./rules.js";
export { ScoreBoard } from "./score-board.js";
export { MOST_SESSION_ITEMS } from "./session-sample.js";
export { explainSessions, type SessionScoring, scoreSessions } from "./sessions.js";
export { TopItems } from "./top-items.js";
