import { jetstream, type JetStreamClient, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type ConnectionOptions, type NatsConnection } from "@nats-io/transport-node";
import { AttuneError } from "../../domain/errors.js";
import { toLogError } from "./log-errors.js";

/** One try to connect; also what a dead server costs at most at start. */
const CONNECT_TIMEOUT_MS = 2_500;
/** How long an operation waits for a lost connection to come back before it gives up. */
const RECONNECT_PATIENCE_MS = 1_000;
const API_TIMEOUT_MS = 4_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** nats://[user[:password] | token@]host[:port][,host[:port]…], or tls://… */
export function connectionOptions(url: string): ConnectionOptions {
  const parts = /^(nats|tls):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/\s]+)\/?$/.exec(url);
  if (parts === null)
    throw new AttuneError("ATTUNE_URL_UNSUPPORTED", "the log's URL is not nats://[user:password@]host:port");
  const [, scheme, user, password, hosts] = parts;
  const decoded = (text: string): string => decodeURIComponent(text);
  return {
    servers: (hosts as string).split(","),
    ...(scheme === "tls" ? { tls: {} } : {}),
    ...(user === undefined
      ? {}
      : password === undefined
        ? { token: decoded(user) }
        : { user: decoded(user), pass: decoded(password) }),
  };
}

/** Waits for `promise` no longer than `ms`; late failures of it are swallowed. */
export async function within<T>(promise: Promise<T>, ms: number, doing: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AttuneError("ATTUNE_LOG_UNAVAILABLE", `${doing}: no answer within ${ms} ms`)),
      ms,
    );
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One connection to nats-server and whether it stands. It reconnects for ever; what is asked of it while it is down fails within a bounded
 * time. `noAsyncTraces` alone is worth 1.7x: without it every request builds two errors with stacks.
 */
export class NatsLink {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  #connected = true;
  readonly #downListeners = new Set<() => void>();
  readonly #upListeners = new Set<() => void>();

  private constructor(nc: NatsConnection, jsm: JetStreamManager) {
    this.nc = nc;
    this.jsm = jsm;
    this.js = jetstream(nc, { timeout: API_TIMEOUT_MS });
    void this.#follow();
  }

  static async open(url: string, name: string): Promise<NatsLink> {
    const dialling = connect({
      ...connectionOptions(url),
      name,
      timeout: CONNECT_TIMEOUT_MS,
      noAsyncTraces: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 150,
      reconnectJitter: 100,
      ignoreAuthErrorAbort: true,
      pingInterval: 10_000,
      maxPingOut: 2,
    });
    try {
      const nc = await within(dialling, CONNECT_TIMEOUT_MS + 500, "connect");
      if (nc.info?.jetstream !== true) {
        await nc.close();
        throw new AttuneError(
          "ATTUNE_LOG_UNAVAILABLE",
          "nats-server runs without JetStream: start it with -js or a jetstream block",
        );
      }
      return new NatsLink(nc, await jetstreamManager(nc, { timeout: API_TIMEOUT_MS, checkAPI: false }));
    } catch (error) {
      void dialling.then((nc) => nc.close()).catch(() => undefined);
      throw toLogError(error, "can't connect to nats-server");
    }
  }

  get connected(): boolean {
    return this.#connected && !this.nc.isClosed();
  }

  /** The returned function takes the listener off again. */
  onDown(listener: () => void): () => void {
    this.#downListeners.add(listener);
    return () => this.#downListeners.delete(listener);
  }

  onUp(listener: () => void): () => void {
    this.#upListeners.add(listener);
    return () => this.#upListeners.delete(listener);
  }

  /** Resolves at once when connected, else when the connection is back. @throws AttuneError ATTUNE_LOG_UNAVAILABLE */
  async ready(patienceMs = RECONNECT_PATIENCE_MS): Promise<void> {
    if (this.connected) return;
    if (this.nc.isClosed()) throw new AttuneError("ATTUNE_LOG_UNAVAILABLE", "the log is closed");
    let off: (() => void) | undefined;
    try {
      await within(
        new Promise<void>((resolve) => (off = this.onUp(resolve))),
        patienceMs,
        "the connection to nats-server is down",
      );
    } finally {
      off?.();
    }
  }

  /** An API call. Fails as soon as the connection is lost: the client itself would wait for the answer until the time-out. */
  async attempt<T>(call: (jsm: JetStreamManager) => Promise<T>): Promise<T> {
    let off: (() => void) | undefined;
    const lost = new Promise<never>((_, reject) => {
      off = this.onDown(() =>
        reject(new AttuneError("ATTUNE_LOG_UNAVAILABLE", "the connection to nats-server was lost")),
      );
    });
    const answer = call(this.jsm);
    answer.catch(() => undefined);
    try {
      return await Promise.race([answer, lost]);
    } finally {
      off?.();
    }
  }

  /** The same, waiting a moment for a lost connection, and with the port's errors. */
  async call<T>(doing: string, call: (jsm: JetStreamManager) => Promise<T>): Promise<T> {
    await this.ready();
    try {
      return await this.attempt(call);
    } catch (error) {
      throw toLogError(error, doing);
    }
  }

  /** Sends what is under way, then closes; bounded, whatever the server does. */
  async close(): Promise<void> {
    if (this.nc.isClosed()) return;
    const drained = this.connected && !this.nc.isDraining() ? this.nc.drain() : Promise.resolve();
    await within(drained, CLOSE_TIMEOUT_MS, "drain").catch(() => undefined);
    await within(this.nc.close(), CLOSE_TIMEOUT_MS, "close").catch(() => undefined);
  }

  async #follow(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === "disconnect" || status.type === "close") {
        this.#connected = false;
        for (const listener of [...this.#downListeners]) listener();
      } else if (status.type === "reconnect") {
        this.#connected = true;
        for (const listener of [...this.#upListeners]) listener();
      }
    }
  }
}
