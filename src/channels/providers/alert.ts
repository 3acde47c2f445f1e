import { isoTime } from "../../domain/wire/iso-time.js";
import type { Outgoing } from "../../ports/channel.js";
import { personJson } from "./message-json.js";
import { defineProvider } from "./provider.js";
import { WebhookAdapter } from "./webhook-adapter.js";
import { alertSchema } from "./webhook-schema.js";

const ALERT_TYPE = "io.attune.alert.v1";

/** A person acts on it: who the customer is, what to say, why now, what it is worth, and until when. */
export const alertProvider = defineProvider({
  name: "alert",
  channels: ["webhook"],
  schema: alertSchema,
  open: async (options, tools) =>
    new WebhookAdapter({ adapter: "alert", type: ALERT_TYPE, dataOf: alertOf, options, tools }),
});

function alertOf({ message, words, locale }: Outgoing): unknown {
  return {
    id: message.id,
    customer: personJson(message.person),
    title: words.title,
    text: words.text,
    ...(words.url === undefined ? {} : { url: words.url }),
    ...(locale === undefined ? {} : { language: locale }),
    reason: message.occasion,
    action: message.action,
    value: message.value,
    ...(message.coupon === undefined ? {} : { coupon: message.coupon }),
    items: (message.recommendations ?? []).map(({ id, title }) => ({ id, title })),
    until: isoTime(message.expiresAt),
  };
}
