import { domainToASCII } from "node:url";
import type { Channel } from "../../domain/message.js";
import { e164 } from "../providers/phone-number.js";

/**
 * An address as it is compared: two spellings that reach the same place are one. Not for writing to: a mail server may tell capitals apart in
 * front of the @, and here somebody who complained as Ada@ is not written to as ada@.
 */
export function normalisedAddress(channel: Channel, address: string): string {
  const text = address.normalize("NFKC").trim();
  switch (channel) {
    case "email":
      return normalisedMailbox(text.toLowerCase());
    case "sms":
      return e164(text.replace(/^00/, "+"), "") ?? text.replaceAll(/[^+0-9]/g, "");
    case "push":
      return endpointOf(text) ?? text;
    default:
      return text;
  }
}

/** Digits of a number that its country and a trunk prefix leave; fewer would be the same for many. */
const LEAST_NATIONAL_DIGITS = 6;

/** Whether two spellings are of one address; of phone numbers one may lack its country: +46 70 123 45 67 and 070-123 45 67. */
export function isSameAddress(channel: Channel, one: string, other: string): boolean {
  const [a, b] = [normalisedAddress(channel, one), normalisedAddress(channel, other)];
  if (a === b || channel !== "sms" || a.startsWith("+") === b.startsWith("+")) return a === b;
  const [whole, national] = a.startsWith("+") ? [a, b.replace(/^0+/, "")] : [b, a.replace(/^0+/, "")];
  return national.length >= LEAST_NATIONAL_DIGITS && whole.endsWith(national);
}

/** A domain may be written in its own letters, or as the mail system has it (RFC 5890). */
function normalisedMailbox(text: string): string {
  const at = text.lastIndexOf("@") + 1;
  return text.slice(0, at) + (domainToASCII(text.slice(at)) || text.slice(at));
}

/** A push subscription is JSON; the browser may change its keys, the endpoint stays. */
function endpointOf(subscription: string): string | undefined {
  try {
    const value: unknown = JSON.parse(subscription);
    if (typeof value !== "object" || value === null || !("endpoint" in value)) return undefined;
    return typeof value.endpoint === "string" ? value.endpoint : undefined;
  } catch {
    return undefined;
  }
}
