import { anonymousPerson, knownPerson, type PersonKey } from "../../domain/person.js";
import { RECEIPTS } from "../../domain/vocabulary-receipts.js";
import { canonicalEventName } from "../../domain/vocabulary.js";
import { parseIsoTime } from "../../domain/wire/index.js";
import { bodyCheck, mistakeIn } from "../checked.js";
import { type WebhookReceipt, webhookReceiptSchema } from "../schemas/receipt.js";
import type { Receipt } from "./receipt.js";

/** What a service tells of a message by a signed webhook: `{type, timestamp, data}`. */

const check = bodyCheck(webhookReceiptSchema);

/** Why it is none; undefined where it is one. */
export function mistakeInReceipt(body: unknown): string | undefined {
  const mistake = mistakeIn(check, body);
  if (mistake !== undefined) return mistake;
  const { type, data } = body as WebhookReceipt;
  if (kindOf(type) === undefined) return "type names nothing that can become of a message";
  return data.message_id === undefined && data.userId === undefined && data.anonymousId === undefined
    ? "data names no message (message_id) and no person"
    : undefined;
}

/** @param id the webhook's; only of what mistakeInReceipt lets pass */
export function webhookReceipt(id: string, body: unknown, now: number): Receipt {
  const { type, timestamp, data } = body as WebhookReceipt;
  const { message_id: message = "", userId, anonymousId, channel, bounce_type: bounce, code, link, address } = data;
  const person: PersonKey | undefined =
    userId !== undefined ? knownPerson(userId) : anonymousId === undefined ? undefined : anonymousPerson(anonymousId);
  const kind = kindOf(type) as Receipt["kind"];
  const told = RECEIPTS.get(canonicalEventName(type));
  const usual = type.startsWith("Message") ? undefined : told?.channel;
  const known = channel ?? usual;
  return {
    id: `webhook:${id}`,
    message,
    kind,
    time: (timestamp === undefined ? undefined : parseIsoTime(timestamp)) ?? now,
    isSigned: true,
    ...(person === undefined ? {} : { person }),
    ...(known === undefined ? {} : { channel: known }),
    ...(kind === "bounced" ? { failure: bounce === "soft" ? "soft-bounce" : "hard-bounce" } : {}),
    ...(code === undefined ? {} : { code }),
    ...(link === undefined ? {} : { link }),
    ...(address === undefined ? {} : { address }),
  };
}

function kindOf(type: string): Receipt["kind"] | undefined {
  const name = canonicalEventName(type);
  if (name === "Email Marked as Spam") return "complained";
  if (name === "Unsubscribed") return "unsubscribed";
  return RECEIPTS.get(name)?.kind;
}
