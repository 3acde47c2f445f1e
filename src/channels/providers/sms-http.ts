import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { answerJson, idAt } from "./answer-json.js";
import { endpointOption } from "./endpoint-option.js";
import { httpAttempt } from "./http-attempt.js";
import { HttpCaller } from "./http-caller.js";
import { defineProvider } from "./provider.js";
import { type SmsHttpOptions, smsHttpSchema } from "./sms-http-schema.js";
import { checkCountry, smsOf } from "./sms-outgoing.js";

/** Text messages by a provider that takes one POST a message, in its own words. */
export const smsHttpProvider = defineProvider({
  name: "sms-http",
  channels: ["sms"],
  schema: smsHttpSchema,
  open: async (options, { timeoutMs }) => new SmsHttpAdapter(options, timeoutMs),
});

class SmsHttpAdapter implements ChannelAdapter {
  readonly channel = "sms";
  readonly endpoint: string;
  readonly isIdempotent: boolean;
  readonly #options: SmsHttpOptions;
  readonly #url: URL;
  readonly #caller: HttpCaller;
  readonly #timeoutMs: number;

  constructor(options: SmsHttpOptions, timeoutMs: number) {
    checkCountry("sms-http", options);
    this.#options = options;
    this.#url = endpointOption("sms-http", "url", options.url, options.network);
    this.endpoint = this.#url.host;
    this.isIdempotent = options.idempotencyHeader !== "";
    this.#caller = new HttpCaller({ network: options.network, timeoutMs, keepsAlive: this.isIdempotent });
    this.#timeoutMs = timeoutMs;
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const sms = smsOf(outgoing, this.#options);
    if ("attempt" in sms) return sms.attempt;
    const { id } = outgoing.message;
    const call = { url: this.#url, headers: this.#headers(id), body: this.#body(id, sms.to, sms.text) };
    const reply = await this.#caller.post(call, signal);
    if ("attempt" in reply) return reply.attempt;
    const { answerId } = this.#options;
    const ownId = answerId === "" ? undefined : idAt(answerJson(reply.answer), answerId);
    return httpAttempt(reply.answer, ownId ?? id, outgoing.now);
  }

  async ping(): Promise<void> {
    await this.#caller.reach(this.#url, { method: "HEAD", timeoutMs: this.#timeoutMs });
  }

  async close(): Promise<void> {
    await this.#caller.close();
  }

  #headers(id: string): Record<string, string> {
    const { format, headers, authorization, idempotencyHeader } = this.#options;
    return {
      ...headers,
      "content-type": format === "json" ? "application/json" : "application/x-www-form-urlencoded",
      ...(authorization === undefined ? {} : { authorization }),
      ...(idempotencyHeader === "" ? {} : { [idempotencyHeader]: id }),
    };
  }

  #body(id: string, to: string, text: string): Buffer {
    const { format, fields, constants, from } = this.#options;
    const named: [string, string | undefined][] = [
      [fields.to, to],
      [fields.text, text],
      [fields.from, from],
      [fields.id, id],
    ];
    const said = named.filter((field): field is [string, string] => field[0] !== "" && field[1] !== undefined);
    const body = { ...constants, ...Object.fromEntries(said) };
    return Buffer.from(format === "json" ? JSON.stringify(body) : new URLSearchParams(body).toString());
  }
}
