import { Type } from "@sinclair/typebox";
import { API_SCOPES, DEVELOPMENT_API_KEY } from "../../api/settings.js";
import { count, entry, group, id, oneOf, text } from "./fields.js";

const apiKey = entry("A key of one of your servers.", {
  name: id("What this server is called in metrics and messages."),
  key: text("The key itself, a secret: it reads everybody's recommendations.", { maxLength: 200 }),
  scopes: Type.Array(oneOf(API_SCOPES, "recommendations: of anybody; items: change the catalogue."), {
    minItems: 1,
    maxItems: API_SCOPES.length,
    uniqueItems: true,
    description: "What it may do.",
    default: [...API_SCOPES],
  }),
  requestsPerSecond: count("Requests a second; above it the answer is 429.", {
    default: 2_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
});

/** The HTTP API: reading recommendations, changing the catalogue. It listens where the collector does. */
export const apiSchema = group("The HTTP API.", {
  keys: Type.Array(apiKey, {
    maxItems: 1_000,
    description:
      "Who may read for known people and change the catalogue. Anonymous visitors' pages use their write key.",
    default: [{ name: "development", key: DEVELOPMENT_API_KEY }],
  }),
  publicRequestsPerSecond: count("What all holders of one write key may read a second; above it the answer is 429.", {
    default: 1_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
});
