import { type AddressFailure, isDeadAddress } from "../../domain/delivery.js";
import type { Attempt } from "../../ports/channel.js";

/** What nodemailer says of a failure, where it says it. */
interface SmtpFailure {
  /** EAUTH, ECONNECTION, ETIMEDOUT ... */
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  /** The command that was answered: MAIL FROM, RCPT TO, DATA ... */
  readonly command?: string;
}

/**
 * What a server's refusal says of a message: by its reply (RFC 5321 4.2) and, where it gives one, its enhanced code (RFC 3463). Nothing of the text
 * of the reply is kept: servers repeat the address in it.
 * @param hasBegun the mail's content was handed over: without a reply nobody knows whether the server has it
 */
export function smtpAttempt(error: unknown, hasBegun: boolean): Attempt {
  const failure = error as SmtpFailure;
  const reply = failure.responseCode;
  if (reply === undefined) return withoutReply(failure, hasBegun);
  const enhanced = enhancedCode(failure.response);
  const code = `smtp.${enhanced ?? reply}`;
  if (failure.code === "EAUTH" || NO_ENTRY.has(reply))
    return reply >= 500 ? { outcome: "endpoint-down", code } : { outcome: "retry", code };
  if (reply < 500) return { outcome: "retry", code };
  const { command } = failure;
  if (command === "RCPT TO" || (command === "DATA" && /^5\.[12]\./.test(enhanced ?? ""))) {
    const address = addressFailure(reply, enhanced);
    return { outcome: "rejected", code, ...(address === undefined ? {} : { failure: address }) };
  }
  // Refused before anything of the message was said, or because of who sends it: it would be the same for all others.
  const isTooLarge = command === "MAIL FROM" && reply === 552;
  return { outcome: command === "DATA" || isTooLarge ? "rejected" : "endpoint-down", code };
}

function withoutReply({ code = "" }: SmtpFailure, hasBegun: boolean): Attempt {
  if (hasBegun) return { outcome: "unknown", code: code === "ETIMEDOUT" ? "smtp.timeout" : "smtp.lost" };
  if (code === "EAUTH") return { outcome: "endpoint-down", code: "smtp.auth" };
  if (code === "EENVELOPE") return { outcome: "rejected", code: "address.invalid", failure: "hard-bounce" };
  if (code === "EMESSAGE") return { outcome: "rejected", code: "smtp.too-large" };
  return { outcome: "retry", code: "smtp.unreachable" };
}

/** Authentication required, refused, or too weak (RFC 4954). */
const NO_ENTRY: ReadonlySet<number> = new Set([530, 534, 535, 538]);

const FULL = "5.2.2";
/** What servers without enhanced codes answer where there is no such mailbox. */
const NO_MAILBOX: ReadonlySet<number> = new Set([550, 551, 553]);

function addressFailure(reply: number, enhanced: string | undefined): AddressFailure | undefined {
  if (enhanced === FULL) return "soft-bounce";
  if (enhanced !== undefined) return isDeadAddress(enhanced) ? "hard-bounce" : undefined;
  if (reply === 552) return "soft-bounce";
  return NO_MAILBOX.has(reply) ? "hard-bounce" : undefined;
}

function enhancedCode(response: string | undefined): string | undefined {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
}
