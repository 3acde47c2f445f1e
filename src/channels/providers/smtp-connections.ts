import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly credentials: { readonly user: string; readonly pass: string } | undefined;
}

interface Settings {
  readonly server: SmtpServer;
  /** Otherwise nothing but plain text is spoken. */
  readonly requiresTls: boolean;
  readonly ca: string | undefined;
  readonly name: string | undefined;
  readonly timeoutMs: number;
  /** Connections that may be idle at once. */
  readonly kept: number;
  readonly messagesPerConnection: number;
}

/** Connections to one server, ready for a message. How many are in use at once is bounded by whoever takes them (DeliverySettings.concurrency). */
export class SmtpConnections {
  readonly #settings: Settings;
  readonly #idle: SMTPConnection[] = [];
  readonly #used = new WeakMap<SMTPConnection, number>();
  #isClosed = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws what the server or the network says (SMTPError) */
  async take(signal: AbortSignal): Promise<SMTPConnection> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) if (!idle.destroyed) return idle;
    return await this.#open(signal);
  }

  /** After a message that the server took; after anything else the connection is ended (`close`). */
  giveBack(connection: SMTPConnection): void {
    const used = (this.#used.get(connection) ?? 0) + 1;
    this.#used.set(connection, used);
    const { kept, messagesPerConnection } = this.#settings;
    if (this.#isClosed || connection.destroyed || used >= messagesPerConnection || this.#idle.length >= kept)
      connection.quit();
    else this.#idle.push(connection);
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.quit();
  }

  async #open(signal: AbortSignal): Promise<SMTPConnection> {
    const { server, requiresTls, ca, name, timeoutMs } = this.#settings;
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.isSecure,
      requireTLS: requiresTls,
      ignoreTLS: !requiresTls,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      ...(name === undefined ? {} : { name }),
      ...(ca === undefined ? {} : { tls: { ca } }),
    });
    // Without a listener an error of an idle connection would be thrown; the one in use hears of it by its callback.
    connection.on("error", () => undefined);
    connection.once("end", () => this.#forget(connection));
    await step(connection, signal, (done) => connection.connect(done));
    const { credentials } = server;
    if (credentials !== undefined)
      await step(connection, signal, (done) => connection.login({ credentials }, (error) => done(error)));
    return connection;
  }

  #forget(connection: SMTPConnection): void {
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
  }
}

/** One exchange with the server: ends by its callback, by the connection's error, or by the signal; in the two latter the connection is closed. */
export function step<T = void>(
  connection: SMTPConnection,
  signal: AbortSignal,
  begin: (done: (error?: Error | null, result?: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error | null, result?: T): void => {
      signal.removeEventListener("abort", abort);
      connection.removeListener("error", end);
      if (error === undefined || error === null) return resolve(result as T);
      connection.close();
      reject(error);
    };
    const abort = (): void => end(Object.assign(new Error("aborted"), { code: "ABORTED" }));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    connection.once("error", end);
    begin(end);
  });
}
