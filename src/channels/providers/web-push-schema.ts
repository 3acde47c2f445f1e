import { type Static, Type } from "@sinclair/typebox";
import { networkField } from "./endpoint-option.js";
import { optionsOf, secret, text } from "./fields.js";

/** Chrome and what is built on it, Firefox, Edge on Windows, Safari. */
const SERVICES = ["fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com"];

export const webPushSchema = optionsOf(
  "Web push (RFC 8030, 8291, 8292). The address is the browser's PushSubscription as JSON.",
  {
    subject: text("Whom a push service may turn to: mailto:ops@shop.example.com, or a page.", {
      maxLength: 300,
      pattern: "^(mailto:|https://)\\S+$",
    }),
    publicKey: text("The VAPID public key, base64url: the one that pages subscribe with.", {
      pattern: "^[A-Za-z0-9_-]{87}$",
    }),
    privateKey: secret("The VAPID private key, base64url. From the environment: ${NAME}.", {
      pattern: "^[A-Za-z0-9_-]{43}$",
    }),
    services: Type.Array(text("A host; those below it are meant too.", { maxLength: 253 }), {
      minItems: 1,
      maxItems: 50,
      description: "The push services that are sent to: browsers name them, and anybody can say to be one.",
      default: SERVICES,
    }),
    network: networkField,
  },
);

export type WebPushOptions = Static<typeof webPushSchema>;
