import type SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { configurationMistake } from "./configuration-mistake.js";
import { isEmailAddress } from "./email-address.js";
import { EmailComposer } from "./email-composer.js";
import { Handover } from "./handover.js";
import { defineProvider } from "./provider.js";
import { smtpAttempt } from "./smtp-attempt.js";
import { SmtpConnections, type SmtpServer, step } from "./smtp-connections.js";
import { type SmtpOptions, smtpSchema } from "./smtp-schema.js";

/** E-mail by SMTP. SMTP knows no idempotency key; a mail that comes twice has the same Message-ID, by which mailboxes recognise it. */
export const smtpProvider = defineProvider({
  name: "smtp",
  channels: ["email"],
  schema: smtpSchema,
  open: async (options, { timeoutMs }) => new SmtpAdapter(options, timeoutMs),
});

class SmtpAdapter implements ChannelAdapter {
  readonly channel = "email";
  readonly endpoint: string;
  readonly isIdempotent = false;
  readonly #composer: EmailComposer;
  readonly #connections: SmtpConnections;
  readonly #envelopeSender: string;
  readonly #timeoutMs: number;

  constructor(options: SmtpOptions, timeoutMs: number) {
    const server = serverOf(options);
    const { bounces, ca, name, kept, messagesPerConnection } = options;
    if (bounces !== undefined && !isEmailAddress(bounces))
      throw configurationMistake("smtp", "bounces", "it must be one address without a name");
    this.endpoint = `${server.host}:${server.port}`;
    this.#composer = new EmailComposer("smtp", options);
    this.#envelopeSender = bounces ?? this.#composer.sender;
    const requiresTls = options.tls === "required";
    this.#connections = new SmtpConnections({ server, requiresTls, ca, name, timeoutMs, kept, messagesPerConnection });
    this.#timeoutMs = timeoutMs;
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const { address, message } = outgoing;
    if (address === undefined || !isEmailAddress(address))
      return { outcome: "rejected", code: "address.invalid", failure: "hard-bounce" };
    const handover = new Handover(await this.#composer.compose(outgoing, address));
    try {
      const connection = await this.#connections.take(signal);
      const info = await step<SMTPConnection.SentMessageInfo>(connection, signal, (done) =>
        connection.send(envelope(this.#envelopeSender, address, message.id, handover), handover, done),
      );
      this.#connections.giveBack(connection);
      return { outcome: "sent", providerId: replacedId(info) ?? this.#composer.messageId(message.id) };
    } catch (error) {
      return smtpAttempt(error, handover.hasBegun);
    } finally {
      handover.destroy();
    }
  }

  async ping(): Promise<void> {
    try {
      const connection = await this.#connections.take(AbortSignal.timeout(this.#timeoutMs));
      this.#connections.giveBack(connection);
    } catch (cause) {
      throw new AttuneError("ATTUNE_CHANNEL_UNAVAILABLE", `${this.endpoint} doesn't take mail`, { cause });
    }
  }

  async close(): Promise<void> {
    this.#connections.close();
    this.#composer.close();
  }
}

/** With it a server that can (RFC 3461) says in its bounces which message came back. */
function envelope(from: string, to: string, id: string, { bytes }: Handover): SMTPConnection.Envelope {
  return { from, to: [to], size: bytes.length, dsn: { envid: id, ret: "HDRS", notify: ["FAILURE", "DELAY"] } };
}

/** The Message-ID that a server puts in place of ours (Amazon SES, Microsoft 365): its bounces name that one. */
function replacedId({ serverMessageId = "" }: SMTPConnection.SentMessageInfo): string | undefined {
  return /^<[\w.+=@-]{1,200}>$/.test(serverMessageId) ? serverMessageId : undefined;
}

function serverOf({ url, tls }: SmtpOptions): SmtpServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const [user, pass, host] = [parsed?.username, parsed?.password, parsed?.hostname].map(decoded);
  if (parsed === undefined || user === undefined || pass === undefined || host === undefined || host === "")
    throw configurationMistake("smtp", "url", "write smtp://user:password@host:587, percent-encoded");
  const { protocol, port } = parsed;
  const isSecure = protocol === "smtps:";
  if (tls === "off" && (user !== "" || isSecure))
    throw configurationMistake("smtp", "tls", "off: the password would go over the network in plain text");
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isSecure ? 465 : 587) : Number(port),
    isSecure,
    credentials: user === "" ? undefined : { user, pass },
  };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
