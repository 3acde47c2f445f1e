export { moveRfm } from "./move-rfm.js";
export { nextReview } from "./next-review.js";
export { leaveStanding, updateStanding } from "./update-standing.js";
