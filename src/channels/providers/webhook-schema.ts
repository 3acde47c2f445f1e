import { type Static, Type } from "@sinclair/typebox";
import { networkField } from "./endpoint-option.js";
import { optionsOf, secret, text, texts } from "./fields.js";

const webhookFields = {
  url: text("Where it is posted to, by https.", { maxLength: 2_000 }),
  secrets: Type.Array(
    secret("whsec_ and 24 to 64 bytes as base64. From the environment: ${NAME}.", {
      maxLength: 100,
      pattern: "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$",
    }),
    {
      minItems: 1,
      maxItems: 2,
      description:
        "What it is signed with (Standard Webhooks). Two while one takes the other's place: it is signed with both.",
    },
  ),
  network: networkField,
  headers: texts("Headers that are always the same.", 20),
  authorization: Type.Optional(
    secret("The header Authorization, where the receiver asks for one. From the environment: ${NAME}.", {
      maxLength: 4_000,
    }),
  ),
  deduplicates: Type.Boolean({
    description:
      "The receiver takes a webhook-id once, as Standard Webhooks asks: after doubt it is sent again. false: after doubt `onUnknown` holds.",
    default: true,
  }),
};

export const webhookSchema = optionsOf("Posts each message to another system, signed.", webhookFields);
export const alertSchema = optionsOf(
  "Tells a till (POS) or a CRM what to say to somebody: a webhook, in their words.",
  webhookFields,
);

export type WebhookOptions = Static<typeof webhookSchema>;
