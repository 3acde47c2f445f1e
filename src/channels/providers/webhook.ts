import { MESSAGE_TYPE } from "../../domain/wire/outbound.js";
import { messageJson } from "./message-json.js";
import { defineProvider } from "./provider.js";
import { WebhookAdapter } from "./webhook-adapter.js";
import { webhookSchema } from "./webhook-schema.js";

/** Another system of the shop gets the message and delivers it, or acts on it. */
export const webhookProvider = defineProvider({
  name: "webhook",
  channels: ["webhook"],
  schema: webhookSchema,
  open: async (options, tools) =>
    new WebhookAdapter({ adapter: "webhook", type: MESSAGE_TYPE, dataOf: messageJson, options, tools }),
});
