import { alertProvider } from "./alert.js";
import { fileProvider } from "./file.js";
import { onsiteProvider } from "./onsite.js";
import type { Provider } from "./provider.js";
import { smsHttpProvider } from "./sms-http.js";
import { smtpProvider } from "./smtp.js";
import { twilioProvider } from "./twilio.js";
import { webPushProvider } from "./web-push.js";
import { webhookProvider } from "./webhook.js";

export type { InboxWriter, Provider } from "./provider.js";

const ALL: readonly Provider[] = [
  smtpProvider,
  smsHttpProvider,
  twilioProvider,
  webPushProvider,
  onsiteProvider,
  webhookProvider,
  alertProvider,
  fileProvider,
];

/** Every way out, by the name that attune.yaml gives (channels.<channel>.delivery.adapter). */
export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(ALL.map((provider) => [provider.name, provider]));
