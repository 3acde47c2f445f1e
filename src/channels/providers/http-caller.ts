import { type Agent, request } from "undici";
import { AttuneError } from "../../domain/errors.js";
import type { Attempt } from "../../ports/channel.js";
import type { Network } from "./address-ranges.js";
import { endpointProblem } from "./endpoint-url.js";
import { BLOCKED, guardedAgent } from "./guarded-agent.js";
import { Handover } from "./handover.js";

const ABORTED = "ATTUNE_ABORTED";

export interface HttpCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** "" where it was too long or broke off: the status has said it all. */
  readonly body: string;
}

/** What came back, or what to say of a call of which nothing came back. */
export type HttpReply = { readonly answer: HttpAnswer } | { readonly attempt: Attempt };

/** Posts to other people's servers: within its network, without redirects, bounded in time and size, and exact about what may have left. */
export class HttpCaller {
  readonly #agent: Agent;
  readonly #network: Network;

  /** @param options.keepsAlive false where the same call made twice does harm: each has a connection of its own */
  constructor(options: { network: Network; timeoutMs: number; keepsAlive: boolean }) {
    this.#agent = guardedAgent(options);
    this.#network = options.network;
  }

  async post({ url, headers, body }: HttpCall, signal: AbortSignal): Promise<HttpReply> {
    if (endpointProblem(url, this.#network) !== undefined)
      return { attempt: { outcome: "rejected", code: "http.blocked" } };
    if (signal.aborted) return { attempt: { outcome: "retry", code: "http.aborted" } };
    const handover = new Handover(body);
    const aborted = abortOf(signal);
    try {
      const called = request(url, {
        dispatcher: this.#agent,
        method: "POST",
        headers: { ...headers, "content-length": String(body.length) },
        body: handover,
        signal,
      });
      // While it connects undici doesn't listen to the signal; once it is connected it does, and sends nothing.
      const response = await Promise.race([called, aborted.promise]);
      const text = await response.body.text().catch(() => "");
      return { answer: { status: response.statusCode, headers: response.headers, body: text } };
    } catch (error) {
      return { attempt: failed(error, handover.hasBegun) };
    } finally {
      aborted.forget();
      handover.destroy();
    }
  }

  /**
   * Whether anybody answers there; any status will do, and is returned.
   * @throws AttuneError ATTUNE_CHANNEL_UNAVAILABLE
   */
  async reach(
    url: URL,
    how: { method: "GET" | "HEAD"; timeoutMs: number; headers?: Readonly<Record<string, string>> },
  ) {
    const { method, timeoutMs, headers = {} } = how;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await request(url, { dispatcher: this.#agent, method, headers, signal });
      await response.body.dump();
      return response.statusCode;
    } catch (cause) {
      throw new AttuneError("ATTUNE_CHANNEL_UNAVAILABLE", `${url.host} can't be reached`, { cause });
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Rejects when the signal aborts, until it is forgotten. */
function abortOf(signal: AbortSignal): { promise: Promise<never>; forget(): void } {
  let forget = (): void => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    const abort = (): void => reject(Object.assign(new Error("aborted"), { code: ABORTED }));
    signal.addEventListener("abort", abort, { once: true });
    forget = () => signal.removeEventListener("abort", abort);
  });
  return { promise, forget };
}

/** Where nothing had left it may be tried again without harm; else nobody knows. */
function failed(error: unknown, hasLeft: boolean): Attempt {
  const code = errorCode(error);
  if (hasLeft) return { outcome: "unknown", code: /TIMEOUT/.test(code) ? "http.timeout" : "http.lost" };
  if (code === BLOCKED) return { outcome: "rejected", code: "http.blocked" };
  if (code === ABORTED) return { outcome: "retry", code: "http.aborted" };
  if (code === "UND_ERR_INVALID_ARG") return { outcome: "rejected", code: "http.invalid" };
  return { outcome: "retry", code: "http.unreachable" };
}

/** Of the error, or of the first that it gathers (a connection that was tried over several addresses). */
function errorCode(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (typeof code === "string") return code;
  return Array.isArray(errors) && errors.length > 0 ? errorCode(errors[0]) : "";
}
