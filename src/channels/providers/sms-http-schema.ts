import { type Static, Type } from "@sinclair/typebox";
import { networkField } from "./endpoint-option.js";
import { groupOf, oneOf, optionsOf, secret, text, texts } from "./fields.js";
import { smsFields } from "./sms-schema.js";

const name = (description: string, fallback: string) =>
  text(description, { default: fallback, maxLength: 100, pattern: "^[A-Za-z0-9_.-]*$" });

export const smsHttpSchema = optionsOf("Text messages by any provider that takes one HTTP POST a message.", {
  url: text("Where they are posted to.", { maxLength: 2_000 }),
  network: networkField,
  format: oneOf(["json", "form"], "How the body is written.", "json"),
  fields: groupOf("What the provider calls things; empty: left out.", {
    to: name("The number, E.164.", "to"),
    text: name("The words.", "text"),
    from: name("The sender.", "from"),
    id: name("The message's id.", ""),
  }),
  from: Type.Optional(text("The sender: a number or a name.", { maxLength: 20 })),
  constants: texts("Fields of the body that are always the same.", 20),
  headers: texts("Headers that are always the same.", 20),
  authorization: Type.Optional(
    secret("The header Authorization, e.g. Bearer ${SMS_TOKEN}. From the environment: ${NAME}.", { maxLength: 4_000 }),
  ),
  idempotencyHeader: text(
    "The header by which the provider recognises a message that it has already; empty: it recognises none, and after doubt `onUnknown` holds.",
    { default: "", maxLength: 100, pattern: "^[A-Za-z0-9-]*$" },
  ),
  answerId: text("Where the provider's own id stands in its JSON answer: id, or messages.0.id. Empty: nowhere.", {
    default: "",
    maxLength: 200,
    pattern: "^[A-Za-z0-9_.-]*$",
  }),
  ...smsFields,
});

export type SmsHttpOptions = Static<typeof smsHttpSchema>;
