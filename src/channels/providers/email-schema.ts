import { type Static, type TString, Type } from "@sinclair/typebox";
import { optionsOf, secret, text } from "./fields.js";

/** What every adapter that writes e-mails asks for. */

/** The reserved domain of RFC 2606: no mail of a newcomer's first try reaches anybody. */
const EXAMPLE_SENDER = "Shop <news@shop.example.com>";

export const dkimSchema = optionsOf(
  "Signs every mail (DKIM, RFC 6376): without it mailbox providers refuse bulk mail.",
  {
    domain: text("The domain that answers for the mail; that of `from`, or one above it.", { maxLength: 253 }),
    selector: text("Where the public key lies: <selector>._domainkey.<domain>.", {
      maxLength: 63,
      pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
    }),
    privateKey: secret("RSA, 1024 bits at least, as PEM. From the environment: ${NAME}.", { maxLength: 10_000 }),
  },
);

export function emailFields<F extends TString>(from: F) {
  return {
    from,
    replyTo: Type.Optional(text("Where answers go; without it to `from`.")),
    unsubscribeMailto: Type.Optional(
      text("An address where a mail unsubscribes, offered beside the link; somebody must read it.", { maxLength: 254 }),
    ),
    messageDomain: Type.Optional(
      text("The domain of Message-IDs; without it that of `from`.", {
        maxLength: 253,
        pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
      }),
    ),
    feedbackSender: text("The last part of Feedback-ID: what mailbox providers report complaints by.", {
      default: "attune",
      pattern: "^[A-Za-z0-9._-]{5,15}$",
    }),
    dkim: Type.Optional(dkimSchema),
  };
}

export const sender = text("Who writes: Shop <news@shop.example.com>.");
export const exampleSender = text("Who writes: Shop <news@shop.example.com>.", { default: EXAMPLE_SENDER });

const fields = optionsOf("", emailFields(sender));
export type EmailOptions = Static<typeof fields>;
