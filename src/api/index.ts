export { type ApiParts, buildApi } from "./build-api.js";
export type { PersonRecords } from "./people/person-records.js";
export { Recommendations } from "./recommendations.js";
export type { SlotAnswerJson } from "./schemas/onsite.js";
export type { RecommendationJson } from "./schemas/recommendation.js";
export { DEVELOPMENT_API_KEY } from "./settings.js";
export { TasteReader } from "./taste-reader.js";
