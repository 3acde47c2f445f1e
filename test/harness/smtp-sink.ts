import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/** What the server does with a command of SMTP. Only an answer tells the client anything. */
export type SmtpBehaviour =
  | "ok"
  /** Answers so, and takes nothing: { code: 450, text: "4.2.0 greylisted" }. */
  | { readonly code: number; readonly text: string }
  /** Never answers, and takes nothing. */
  | "hang"
  /** Breaks the connection, and takes nothing. */
  | "reset"
  /** After the content: takes the mail, and breaks the connection, or never answers. */
  | "take-then-reset"
  | "take-then-hang";

export type SmtpStage = "connect" | "mail" | "recipient" | "data";

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** The real clock, ms. */
  readonly at: number;
}

interface SinkOptions {
  /** At the data stage `raw` is the whole mail. */
  readonly behave?: (stage: SmtpStage, raw: Buffer | undefined) => SmtpBehaviour;
  /** The password that is asked for; without it nobody is asked. */
  readonly credentials?: { readonly user: string; readonly pass: string };
  /** Offers STARTTLS with a certificate that nobody has signed. */
  readonly offersTls?: boolean;
}

/** A real SMTP server that keeps what it takes. */
export class SmtpSink {
  readonly port: number;
  readonly mails: TakenMail[] = [];
  /** Connections that were made. */
  connections = 0;
  behave: NonNullable<SinkOptions["behave"]>;
  readonly #server: SMTPServer;
  readonly #sockets = new Map<number, Socket>();

  private constructor(server: SMTPServer, options: SinkOptions) {
    this.#server = server;
    this.port = (server.server.address() as AddressInfo).port;
    this.behave = options.behave ?? (() => "ok");
    server.server.on("connection", (socket: Socket) => {
      this.connections += 1;
      const port = socket.remotePort ?? 0;
      this.#sockets.set(port, socket);
      socket.once("close", () => this.#sockets.delete(port));
    });
  }

  static async start(options: SinkOptions = {}): Promise<SmtpSink> {
    const { credentials, offersTls = false } = options;
    let sink: SmtpSink | undefined;
    const server = new SMTPServer({
      authOptional: credentials === undefined,
      allowInsecureAuth: true,
      disabledCommands: [...(offersTls ? [] : ["STARTTLS"]), ...(credentials === undefined ? ["AUTH"] : [])],
      disableReverseLookup: true,
      closeTimeout: 1,
      onAuth: (auth, _session, done) => {
        const isRight = auth.username === credentials?.user && auth.password === credentials?.pass;
        if (isRight) done(null, { user: auth.username ?? "" });
        else done(smtpError(535, "5.7.8 authentication failed"));
      },
      onConnect: (session, done) => sink?.act("connect", session, done),
      onMailFrom: (_address, session, done) => sink?.act("mail", session, done),
      onRcptTo: (_address, session, done) => sink?.act("recipient", session, done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => sink?.act("data", session, done, Buffer.concat(chunks)));
      },
    });
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    sink = new SmtpSink(server, options);
    return sink;
  }

  /** The mails as a mail program reads them. */
  async read(): Promise<Email[]> {
    return await Promise.all(this.mails.map(({ raw }) => PostalMime.parse(raw)));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  private act(stage: SmtpStage, session: SMTPServerSession, done: (error?: Error) => void, raw?: Buffer): void {
    const behaviour = this.behave(stage, raw);
    const takes = behaviour === "ok" || behaviour === "take-then-reset" || behaviour === "take-then-hang";
    if (takes && raw !== undefined) this.#take(session, raw);
    if (behaviour === "ok") done();
    else if (behaviour === "reset" || behaviour === "take-then-reset")
      this.#sockets.get(session.remotePort)?.resetAndDestroy();
    else if (typeof behaviour === "object") done(smtpError(behaviour.code, behaviour.text));
  }

  #take({ envelope }: SMTPServerSession, raw: Buffer): void {
    const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
    this.mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw, at: Date.now() });
  }
}

function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
