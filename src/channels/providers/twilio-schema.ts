import { type Static, Type } from "@sinclair/typebox";
import { networkField } from "./endpoint-option.js";
import { optionsOf, secret, text } from "./fields.js";
import { smsFields } from "./sms-schema.js";

export const twilioSchema = optionsOf("Text messages by Twilio's Programmable Messaging.", {
  accountSid: text("The account: AC and 32 digits.", { pattern: "^AC[0-9a-fA-F]{32}$" }),
  authToken: secret("Its token, or the secret of the API key. From the environment: ${NAME}.", { maxLength: 200 }),
  apiKey: Type.Optional(
    text("An API key (SK…) in place of the account's own token.", { pattern: "^SK[0-9a-fA-F]{32}$" }),
  ),
  from: text("The sender: a number, a name, or a messaging service (MG…).", { maxLength: 64 }),
  statusCallback: Type.Optional(
    text("Where Twilio reports what became of it: <links.publicUrl>/v1/receipts/twilio.", { maxLength: 2_000 }),
  ),
  url: text("Another of Twilio's regions.", { default: "https://api.twilio.com", maxLength: 300 }),
  network: networkField,
  ...smsFields,
});

export type TwilioOptions = Static<typeof twilioSchema>;
