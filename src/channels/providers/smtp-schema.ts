import { type Static, Type } from "@sinclair/typebox";
import { emailFields, sender } from "./email-schema.js";
import { count, oneOf, optionsOf, secret, text } from "./fields.js";

export const smtpSchema = optionsOf("E-mail by SMTP (RFC 5321).", {
  url: secret(
    "smtp://user:password@host:587, or smtps://…:465 for TLS from the first byte. Percent-encode what isn't a letter or digit. From the environment: ${NAME}.",
    { maxLength: 1_000, pattern: "^smtps?://" },
  ),
  ...emailFields(sender),
  bounces: Type.Optional(text("Where bounces go (the envelope's sender); without it to `from`.", { maxLength: 254 })),
  tls: oneOf(
    ["required", "off"],
    "required: a server that offers no TLS, or whose certificate isn't valid, gets nothing. off: for a mail catcher on this machine; a password is then refused.",
    "required",
  ),
  ca: Type.Optional(
    text("The certificate (PEM) of an authority of your own that signed the server's.", { maxLength: 20_000 }),
  ),
  name: Type.Optional(text("How Attune calls itself (EHLO); without it by the machine's name.", { maxLength: 255 })),
  kept: count("Connections kept open between messages.", { default: 4, minimum: 0, maximum: 100 }),
  messagesPerConnection: count("Messages after which a connection is ended: servers limit it.", {
    default: 100,
    minimum: 1,
    maximum: 100_000,
  }),
});

export type SmtpOptions = Static<typeof smtpSchema>;
