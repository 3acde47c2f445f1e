import { problemSchema } from "../../collector/index.js";
import { itemChangeSchema, itemFieldsSchema, itemSchema, itemStoredSchema, itemsTakenSchema } from "./item.js";
import {
  decisionRequestSchema,
  inboxActSchema,
  inboxEntrySchema,
  inboxSchema,
  onsiteMessageSchema,
  slotAnswerSchema,
} from "./onsite.js";
import {
  personExportSchema,
  personSaidSchema,
  personSchema,
  preferencesBodySchema,
  preferencesSchema,
} from "./person.js";
import { receiptTakenSchema, webhookReceiptSchema } from "./receipt.js";
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
  onsiteMessageSchema,
  decisionRequestSchema,
  slotAnswerSchema,
  inboxEntrySchema,
  inboxSchema,
  inboxActSchema,
  personSchema,
  preferencesSchema,
  preferencesBodySchema,
  personSaidSchema,
  personExportSchema,
  webhookReceiptSchema,
  receiptTakenSchema,
] as const;
