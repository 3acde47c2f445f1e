import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HttpAnswerGiven {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the provider does with a call. "take" answers with `accepted`. */
export type HttpBehaviour =
  | "take"
  /** Answers so, and takes nothing. */
  | HttpAnswerGiven
  /** Never answers, and takes nothing. */
  | "hang"
  /** Breaks the connection, and takes nothing. */
  | "reset"
  /** Takes it, and breaks the connection, or never answers. */
  | "take-then-reset"
  | "take-then-hang";

export interface HttpCallSeen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The idempotency key; undefined where the provider knows none, or none was sent. */
  readonly key: string | undefined;
  /** The real clock, ms. */
  readonly at: number;
}

interface ProviderOptions {
  /** The header of its idempotency key, in small letters; without it every call counts. */
  readonly keyHeader?: string;
  readonly behave?: (call: HttpCallSeen) => HttpBehaviour;
  /** Its answer to a call that it took. */
  readonly accepted?: (call: HttpCallSeen) => HttpAnswerGiven;
}

/** A real HTTP provider that misbehaves as it is told, and remembers idempotency keys: a call with a key that it has is answered, and not taken again. */
export class HttpProvider {
  readonly url: string;
  /** Every call that arrived whole, and those of them that it took. */
  readonly calls: HttpCallSeen[] = [];
  readonly taken: HttpCallSeen[] = [];
  behave: NonNullable<ProviderOptions["behave"]>;
  readonly #server: Server;
  readonly #options: ProviderOptions;
  readonly #keys = new Set<string>();

  private constructor(server: Server, options: ProviderOptions) {
    this.#server = server;
    this.#options = options;
    this.behave = options.behave ?? (() => "take");
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        const { keyHeader } = options;
        const key = keyHeader === undefined ? undefined : headers[keyHeader]?.toString();
        this.#act({ method, path, headers, body: Buffer.concat(chunks), key, at: Date.now() }, response);
      });
    });
  }

  static async start(options: ProviderOptions = {}): Promise<HttpProvider> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new HttpProvider(server, options);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #act(call: HttpCallSeen, response: ServerResponse): void {
    if (call.method !== "POST") return answer(response, { status: 200 });
    this.calls.push(call);
    const behaviour = this.behave(call);
    const takes = behaviour === "take" || behaviour === "take-then-reset" || behaviour === "take-then-hang";
    if (takes && !(call.key !== undefined && this.#keys.has(call.key))) {
      this.taken.push(call);
      if (call.key !== undefined) this.#keys.add(call.key);
    }
    if (behaviour === "reset" || behaviour === "take-then-reset") response.socket?.resetAndDestroy();
    else if (behaviour === "take") answer(response, this.#options.accepted?.(call) ?? { status: 202 });
    else if (typeof behaviour === "object") answer(response, behaviour);
  }
}

function answer(response: ServerResponse, { status, headers = {}, body = "" }: HttpAnswerGiven): void {
  response.writeHead(status, headers).end(body);
}
