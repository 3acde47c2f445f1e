import type { Attempt, Outgoing } from "../../ports/channel.js";
import { configurationMistake } from "./configuration-mistake.js";
import { e164, isKnownCountry } from "./phone-number.js";
import { smsSegments } from "./sms-segments.js";
import { withLink } from "./words.js";

export interface SmsLimits {
  readonly country: string;
  readonly mostSegments: number;
}

/** What is sent to which number, or why it can't be. */
export type Sms = { readonly to: string; readonly text: string } | { readonly attempt: Attempt };

export function smsOf({ address, words }: Outgoing, { country, mostSegments }: SmsLimits): Sms {
  const to = address === undefined ? undefined : e164(address, country);
  if (to === undefined) return { attempt: { outcome: "rejected", code: "address.invalid", failure: "hard-bounce" } };
  const text = withLink(words, " ");
  if (smsSegments(text) > mostSegments) return { attempt: { outcome: "rejected", code: "sms.too-long" } };
  return { to, text };
}

/** @throws AttuneError ATTUNE_CONFIG_INVALID */
export function checkCountry(adapter: string, { country }: SmsLimits): void {
  if (country !== "" && !isKnownCountry(country))
    throw configurationMistake(adapter, "country", "it must be a country's code such as DE");
}
