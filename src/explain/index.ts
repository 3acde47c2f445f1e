/** Why a decision came out as it did, and the smallest change under which it would not: by making it again, with the engine's own step. */
export { type Explanation, explain, type FlipReport } from "./explain.js";
export type { Scene } from "./scene.js";
