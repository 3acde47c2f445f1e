import { Type } from "@sinclair/typebox";
import { API_SCOPES, DEFAULT_PREFERENCE_CENTRE, DEVELOPMENT_API_KEY } from "../../api/settings.js";
import { count, entry, group, id, mapOf, oneOf, text } from "./fields.js";

const apiKey = entry("A key of one of your servers.", {
  name: id("What this server is called in metrics and messages."),
  key: text("The key itself, a secret: it reads everybody's recommendations.", { maxLength: 200 }),
  scopes: Type.Array(
    oneOf(
      API_SCOPES,
      "recommendations: of anybody; items: change the catalogue; people: read, change and erase anybody; decisions: ask for decisions about anybody; receipts: hand in bounces.",
    ),
    {
      minItems: 1,
      maxItems: API_SCOPES.length,
      uniqueItems: true,
      description: "What it may do.",
      default: [...API_SCOPES],
    },
  ),
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
  receiptSecrets: Type.Array(
    Type.String({ pattern: "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$", description: "whsec_ and 24 to 64 bytes as base64." }),
    {
      maxItems: 10,
      description:
        "What services sign with that tell what became of messages (POST /v1/receipts/webhook). All verify, so that they can be changed. Empty: nobody tells.",
      default: [],
    },
  ),
  preferenceCentre: group("The pages on which people choose what they get.", {
    shop: Type.String({ maxLength: 200, description: "Who writes, in the page's title.", default: "" }),
    correctable: Type.Array(text("A trait.", { maxLength: 100 }), {
      maxItems: 100,
      uniqueItems: true,
      description: "Traits that people may put right themselves: none that prices or rights hang on, and no address.",
      default: [...DEFAULT_PREFERENCE_CENTRE.correctable],
    }),
    names: mapOf(
      mapOf(text("The name.", { maxLength: 200 }), "By id.", { pattern: "^[^\\s].{0,99}$", maxProperties: 1_000 }),
      "How topics, actions, segments, purposes and traits are called, by language: { en: { shop: News of the shop } }.",
      { pattern: "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", maxProperties: 50 },
    ),
  }),
  publicRequestsPerSecond: count("What all holders of one write key may read a second; above it the answer is 429.", {
    default: 1_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
});
