/** Measures the send-time model (engine/timing/model/) on signs of attention in a file: opens, visits, orders; and chooses its recipe on them. */
export { compareSendTime } from "./compare.js";
export { parseColumns } from "./columns.js";
export { evaluateSendTime } from "./evaluate.js";
export { readLogSigns } from "./log-signs.js";
export { readSigns } from "./read-signs.js";
export { recipeText } from "./recipe-text.js";
export { trainSendTime } from "./train.js";
