import { createHash } from "node:crypto";
import PostalMime, { type Attachment } from "postal-mime";
import { isDeadAddress } from "../../domain/delivery.js";
import type { Receipt } from "./receipt.js";

/**
 * Mails about mails: delivery status notifications (RFC 3464) and complaints in the Abuse Reporting Format (RFC 5965). Which message they are about
 * stands in the envelope's id, where the server that sent it knows such a thing (RFC 3461), else in its Message-ID, `<our message's id@domain>`, in the
 * original that comes along. Nobody signs them: anybody can write to a mailbox.
 */

const STATUS = /^[245]\.\d{1,3}\.\d{1,3}$/;
/** Parts within parts of a mail that are looked into; lines that may begin a part. A report has three, and a mail of its own in it. */
const MOST_NESTED = 4;
const MOST_BOUNDARIES = 1_000;

/** undefined where the mail is no report about one of our messages, or says nothing final. */
export async function bounceReceipt(mail: Buffer, now: number): Promise<Receipt | undefined> {
  const attachments = await attachmentsOf(mail);
  const part = (type: string): string | undefined => textOf(attachments.find(({ mimeType }) => mimeType === type));
  const original = part("message/rfc822") ?? part("text/rfc822-headers") ?? part("message/rfc822-headers");
  const [complaint, status] = [part("message/feedback-report"), part("message/delivery-status")];
  const message = envelopeIn(complaint ?? status ?? "") ?? messageIn(original ?? "");
  if (message === undefined) return undefined;
  if (complaint !== undefined) return complaintOf(complaint, message, original ?? "", now);
  return status === undefined ? undefined : reportOf(status, message, now);
}

/** None of a mail that is made to cost work. */
async function attachmentsOf(mail: Buffer): Promise<readonly Attachment[]> {
  if (mail.toString("latin1").split("\n--", MOST_BOUNDARIES + 1).length > MOST_BOUNDARIES) return [];
  try {
    return (await PostalMime.parse(mail, { maxNestingDepth: MOST_NESTED, forceRfc822Attachments: true })).attachments;
  } catch {
    return [];
  }
}

function reportOf(text: string, message: string, now: number): Receipt | undefined {
  const action = fieldIn(text, "Action")?.toLowerCase() ?? "";
  const given = fieldIn(text, "Status")?.split(/\s/, 1)[0] ?? "";
  const status = STATUS.test(given) ? given : "";
  const base = {
    id: idOf("dsn", message, action, status),
    message,
    channel: "email",
    time: now,
    isSigned: false,
  } as const;
  if (action === "delivered" || action === "relayed" || action === "expanded") return { ...base, kind: "delivered" };
  // "delayed": the mail server goes on trying.
  if (action !== "failed") return undefined;
  const address = recipientIn(fieldIn(text, "Original-Recipient") ?? fieldIn(text, "Final-Recipient"));
  return {
    ...base,
    kind: "bounced",
    failure: isDeadAddress(status) ? "hard-bounce" : "soft-bounce",
    code: `dsn.${status === "" ? "failed" : status}`,
    ...(address === undefined ? {} : { address }),
  };
}

function complaintOf(text: string, message: string, original: string, now: number): Receipt | undefined {
  const type = fieldIn(text, "Feedback-Type")?.toLowerCase() ?? "";
  if (type === "not-spam") return undefined;
  const address = recipientIn(fieldIn(text, "Original-Rcpt-To")) ?? addressIn(fieldIn(original, "To"));
  return {
    id: idOf("arf", message, type, ""),
    message,
    channel: "email",
    kind: "complained",
    code: "arf",
    time: now,
    isSigned: false,
    ...(address === undefined ? {} : { address }),
  };
}

/** A field of header lines, unfolded; undefined where there is none. The first counts. */
function fieldIn(text: string, name: string): string | undefined {
  const unfolded = text.replaceAll(/\r?\n[ \t]+/g, " ");
  const line = unfolded.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  const value = line?.slice(name.length + 1).trim();
  return value === "" ? undefined : value;
}

/** As a server gives back what it was told (RFC 3464, 2.2.1; RFC 5965, 3.2). */
function envelopeIn(report: string): string | undefined {
  const id = fieldIn(report, "Original-Envelope-Id");
  const plain = id?.replaceAll(/\+([0-9A-F]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain !== undefined && /^[\x21-\x7e]{1,300}$/.test(plain) ? plain : undefined;
}

function messageIn(headers: string): string | undefined {
  const id = fieldIn(headers, "Message-ID");
  return id === undefined ? undefined : /^<([\x21-\x3f\x41-\x7e]{1,300})@[^>\s]{1,255}>$/.exec(id)?.[1];
}

/** "rfc822; ada@example.com" */
function recipientIn(field: string | undefined): string | undefined {
  return addressIn(field?.replace(/^rfc822\s*;/i, ""));
}

function addressIn(field: string | undefined): string | undefined {
  const text = field?.slice(0, 1_000) ?? "";
  return /<([^<>\s@]+@[^<>\s@]+)>/.exec(text)?.[1] ?? /^\s*([^<>\s@]+@[^<>\s@]+)\s*$/.exec(text)?.[1];
}

/** The same report, handed in again, has the same id. */
function idOf(kind: string, ...parts: readonly string[]): string {
  return `${kind}:${createHash("sha256").update(parts.join("\0")).digest("base64url").slice(0, 32)}`;
}

function textOf(attachment: Attachment | undefined): string | undefined {
  if (attachment === undefined) return undefined;
  const { content } = attachment;
  return typeof content === "string" ? content : Buffer.from(content as ArrayBuffer).toString("utf8");
}
