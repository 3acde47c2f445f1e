import type { Channel } from "../../domain/message.js";
import { isoTime } from "../../domain/wire/iso-time.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { endpointOption } from "./endpoint-option.js";
import { httpAttempt } from "./http-attempt.js";
import { HttpCaller } from "./http-caller.js";
import type { ProviderTools } from "./provider.js";
import type { WebhookOptions } from "./webhook-schema.js";
import { webhookHeaders } from "./webhook-signature.js";

interface Parts {
  readonly adapter: string;
  /** What the body says that it is. */
  readonly type: string;
  readonly dataOf: (outgoing: Outgoing) => unknown;
  readonly options: WebhookOptions;
  readonly tools: ProviderTools;
}

/** Posts {type, timestamp, data} as Standard Webhooks ask for it. The body of a message is the same at every attempt. */
export class WebhookAdapter implements ChannelAdapter {
  readonly channel: Channel;
  readonly endpoint: string;
  readonly isIdempotent: boolean;
  readonly #parts: Parts;
  readonly #url: URL;
  readonly #caller: HttpCaller;

  constructor(parts: Parts) {
    const { adapter, options, tools } = parts;
    this.#parts = parts;
    this.#url = endpointOption(adapter, "url", options.url, options.network);
    this.channel = tools.channel;
    this.endpoint = this.#url.host;
    this.isIdempotent = options.deduplicates;
    this.#caller = new HttpCaller({
      network: options.network,
      timeoutMs: tools.timeoutMs,
      keepsAlive: options.deduplicates,
    });
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const { type, dataOf, options } = this.#parts;
    const { message, now } = outgoing;
    const body = Buffer.from(JSON.stringify({ type, timestamp: isoTime(message.time), data: dataOf(outgoing) }));
    const headers = {
      ...options.headers,
      "content-type": "application/json",
      ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
      ...webhookHeaders(message.id, body, options.secrets, now),
    };
    const reply = await this.#caller.post({ url: this.#url, headers, body }, signal);
    return "attempt" in reply ? reply.attempt : httpAttempt(reply.answer, message.id, now);
  }

  async ping(): Promise<void> {
    await this.#caller.reach(this.#url, { method: "HEAD", timeoutMs: this.#parts.tools.timeoutMs });
  }

  async close(): Promise<void> {
    await this.#caller.close();
  }
}
