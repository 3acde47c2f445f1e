import { createPrivateKey } from "node:crypto";
import { createTransport, type Transporter } from "nodemailer";
import type StreamTransport from "nodemailer/lib/stream-transport/index.js";
import type { Outgoing } from "../../ports/channel.js";
import { configurationMistake } from "./configuration-mistake.js";
import { domainOf, isEmailAddress, type Mailbox, mailboxOf } from "./email-address.js";
import { emailHeaders } from "./email-headers.js";
import type { EmailOptions } from "./email-schema.js";
import { oneLine, withLink } from "./words.js";

/** RFC 8058 asks that the signature covers List-Unsubscribe and List-Unsubscribe-Post; the rest is what RFC 6376 5.4.1 recommends. */
const SIGNED =
  "From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post:Feedback-ID";
const LEAST_KEY_BITS = 1_024;

/** Makes whole mails of messages, signed where there is a key: what leaves by SMTP is what the file adapter writes. */
export class EmailComposer {
  readonly #options: EmailOptions;
  readonly #from: Mailbox;
  readonly #messageDomain: string;
  readonly #transport: Transporter<StreamTransport.SentMessageInfo>;

  /** @throws AttuneError ATTUNE_CONFIG_INVALID */
  constructor(adapter: string, options: EmailOptions) {
    const { from, replyTo, unsubscribeMailto, dkim } = options;
    const mailbox = mailboxOf(from);
    if (mailbox === undefined) throw configurationMistake(adapter, "from", "it must be one address");
    if (replyTo !== undefined && mailboxOf(replyTo) === undefined)
      throw configurationMistake(adapter, "replyTo", "it must be one address");
    if (unsubscribeMailto !== undefined && !isEmailAddress(unsubscribeMailto))
      throw configurationMistake(adapter, "unsubscribeMailto", "it must be one address without a name");
    if (dkim !== undefined) checkKey(adapter, dkim.privateKey);
    this.#options = options;
    this.#from = mailbox;
    this.#messageDomain = options.messageDomain ?? domainOf(mailbox);
    this.#transport = createTransport({
      streamTransport: true,
      buffer: true,
      newline: "windows",
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(dkim === undefined ? {} : { dkim: signature(dkim) }),
    });
  }

  get sender(): string {
    return this.#from.address;
  }

  messageId(message: string): string {
    return `<${message}@${this.#messageDomain}>`;
  }

  /** The mail's bytes. The same message has the same Message-ID, however often it is composed. */
  async compose(outgoing: Outgoing, to: string): Promise<Buffer> {
    const { message, words, now } = outgoing;
    const { replyTo } = this.#options;
    const sent = await this.#transport.sendMail({
      from: this.#from,
      to: { name: "", address: to },
      ...(replyTo === undefined ? {} : { replyTo }),
      subject: oneLine(words.title),
      date: new Date(now),
      messageId: this.messageId(message.id),
      headers: emailHeaders(outgoing, this.#options),
      text: withLink(words, "\n\n"),
      ...(words.html === undefined ? {} : { html: words.html }),
    });
    return sent.message as Buffer;
  }

  close(): void {
    this.#transport.close();
  }
}

function signature({ domain, selector, privateKey }: NonNullable<EmailOptions["dkim"]>) {
  return { domainName: domain, keySelector: selector, privateKey, headerFieldNames: SIGNED };
}

/** A key that can't sign would let mails leave unsigned. */
function checkKey(adapter: string, pem: string): void {
  const key = (() => {
    try {
      return createPrivateKey(pem);
    } catch {
      throw configurationMistake(adapter, "dkim.privateKey", "it must be a private key as PEM, without a passphrase");
    }
  })();
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < LEAST_KEY_BITS)
    throw configurationMistake(adapter, "dkim.privateKey", `it must be an RSA key of at least ${LEAST_KEY_BITS} bits`);
}
