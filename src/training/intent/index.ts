/** The intent model: rows by replay, training, evaluation. */
export { defaultIntentRecipe, type IntentRecipe, intentRecipeSchema } from "./recipe.js";
export { type IntentRows, recordIntentRows } from "./rows.js";
export { storedRows, storeRows } from "./stored-rows.js";
export { trainIntent, type TrainedIntent } from "./train.js";
