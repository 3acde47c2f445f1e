import type { TSchema } from "@sinclair/typebox";
import { actionSchema } from "./action.js";
import { attuneSchema } from "./attune.js";
import { couponsSchema } from "./coupons.js";
import { experimentsSchema } from "./experiments.js";
import { loyaltySchema } from "./loyalty.js";
import { policiesSchema } from "./policies.js";
import { recommendationsSchema } from "./recommendations.js";
import { segmentsSchema } from "./segments.js";

/** The JSON Schemas that editors read, by the name of their file in config/schema/. */
export function publishedSchemas(): Readonly<Record<string, TSchema>> {
  return {
    "attune.schema.json": attuneSchema,
    "action.schema.json": actionSchema,
    "segments.schema.json": segmentsSchema,
    "policies.schema.json": policiesSchema,
    "experiments.schema.json": experimentsSchema,
    "loyalty.schema.json": loyaltySchema,
    "coupons.schema.json": couponsSchema,
    "recommendations.schema.json": recommendationsSchema,
  };
}
