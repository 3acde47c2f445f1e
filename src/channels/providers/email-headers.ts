import type { Outgoing } from "../../ports/channel.js";
import type { EmailOptions } from "./email-schema.js";

type Headers = Record<string, string | { prepared: true; value: string }>;

/**
 * The headers by which mailbox providers and programs let people say no, and tell shops of complaints:
 * one List-Unsubscribe with the https link first, List-Unsubscribe-Post beside it (RFC 2369, RFC 8058; Gmail and Yahoo ask for both of bulk senders),
 * Feedback-ID (Gmail's feedback loop: action, class and treatment, then the sender; nothing of the person).
 */
export function emailHeaders({ message, unsubscribeUrl }: Outgoing, options: EmailOptions): Headers {
  const headers: Headers = {
    "Feedback-ID": [message.action, message.class, message.treatment, options.feedbackSender].map(part).join(":"),
  };
  const ways = unsubscribeUrl === undefined ? [] : [`<${unsubscribeUrl}>`];
  if (options.unsubscribeMailto !== undefined && message.class !== "transactional")
    ways.push(`<mailto:${options.unsubscribeMailto}?subject=unsubscribe%20${encodeURIComponent(message.id)}>`);
  // As they are: an encoded or folded address would be no address.
  if (ways.length > 0) headers["List-Unsubscribe"] = { prepared: true, value: ways.join(", ") };
  if (unsubscribeUrl?.startsWith("https:") === true) headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
  return headers;
}

function part(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-");
}
