import { createHmac } from "node:crypto";
import type { AddressFailure } from "../../domain/delivery.js";
import { sameText } from "./same-text.js";
import type { Receipt } from "./receipt.js";

/** Twilio's reports of a message's status (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status). */

/** https://www.twilio.com/docs/api/errors: the number itself is wrong, so that no message will ever get there. The person answered STOP: 21610. */
const HARD: ReadonlySet<string> = new Set(["30005", "30006", "21211", "21217", "21614"]);
const STOPPED = "21610";

/**
 * X-Twilio-Signature: HMAC-SHA1, by the account's token, of the address that Twilio called and the form's fields in the order of their names
 * (https://www.twilio.com/docs/usage/security).
 */
export function isSignedByTwilio(
  url: string,
  form: URLSearchParams,
  signature: string,
  tokens: readonly string[],
): boolean {
  const names = [...new Set(form.keys())].toSorted();
  const text = url + names.map((name) => `${name}${[...new Set(form.getAll(name))].toSorted().join(name)}`).join("");
  return tokens.some((token) => sameText(createHmac("sha1", token).update(text).digest("base64"), signature));
}

/** undefined where it says nothing new: queued, sending, sent. */
export function twilioReceipt(message: string, form: URLSearchParams, now: number): Receipt | undefined {
  const status = form.get("MessageStatus") ?? form.get("SmsStatus") ?? "";
  const sid = form.get("MessageSid") ?? form.get("SmsSid") ?? "";
  const address = form.get("To") ?? undefined;
  const base = {
    id: `twilio:${sid}:${status}`,
    message,
    channel: "sms",
    time: now,
    isSigned: true,
    ...(address === undefined ? {} : { address }),
  } as const;
  if (status === "delivered") return { ...base, kind: "delivered" };
  if (status === "read") return { ...base, kind: "opened" };
  if (status !== "undelivered" && status !== "failed") return undefined;
  const error = form.get("ErrorCode") ?? "";
  const code = /^\d{4,6}$/.test(error) ? `twilio.${error}` : `twilio.${status}`;
  if (error === STOPPED) return { ...base, kind: "complained", code };
  const failure: AddressFailure = HARD.has(error) ? "hard-bounce" : "soft-bounce";
  return { ...base, kind: "bounced", failure, code };
}
