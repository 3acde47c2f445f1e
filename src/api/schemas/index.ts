import { problemSchema } from "../../collector/index.js";
import { itemChangeSchema, itemFieldsSchema, itemSchema, itemStoredSchema, itemsTakenSchema } from "./item.js";
import {
  profileBasisSchema,
  recommendationSchema,
  recommendationsSchema,
  recommendedSchema,
  scenarioSchema,
  scenariosSchema,
} from "./recommendation.js";
import { frameSchema, recommendationBodySchema } from "./request.js";

/** Everything that has a name in the OpenAPI document. */
export const NAMED_SCHEMAS = [
  problemSchema,
  itemSchema,
  itemFieldsSchema,
  itemChangeSchema,
  itemStoredSchema,
  itemsTakenSchema,
  recommendedSchema,
  profileBasisSchema,
  recommendationSchema,
  recommendationsSchema,
  frameSchema,
  recommendationBodySchema,
  scenarioSchema,
  scenariosSchema,
] as const;
