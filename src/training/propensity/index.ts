/** The propensity model: rows of messages by replay, fitted, and measured beside what is in force. */
export { defaultPropensityRecipe, type PropensityRecipe, propensityRecipeSchema, withinMsOf } from "./recipe.js";
export { type PropensityRows, propensityRows } from "./rows.js";
export { type PropensityReport, trainPropensity, type TrainedPropensity } from "./train.js";
