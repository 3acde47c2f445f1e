import { AttuneError } from "../../domain/errors.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { endpointOption } from "./endpoint-option.js";
import { HttpCaller } from "./http-caller.js";
import { defineProvider } from "./provider.js";
import { checkCountry, smsOf } from "./sms-outgoing.js";
import { twilioAttempt } from "./twilio-attempt.js";
import { type TwilioOptions, twilioSchema } from "./twilio-schema.js";

/** Twilio gives up a message that waited longer than this in its queue, s: from 1 to 36,000. */
const MOST_QUEUE_SECONDS = 36_000;

/** Text messages by Twilio (POST /2010-04-01/Accounts/{sid}/Messages.json). It knows no idempotency key. */
export const twilioProvider = defineProvider({
  name: "twilio",
  channels: ["sms"],
  schema: twilioSchema,
  open: async (options, { timeoutMs }) => new TwilioAdapter(options, timeoutMs),
});

class TwilioAdapter implements ChannelAdapter {
  readonly channel = "sms";
  readonly endpoint: string;
  readonly isIdempotent = false;
  readonly #options: TwilioOptions;
  readonly #account: URL;
  readonly #callback: URL | undefined;
  readonly #authorization: string;
  readonly #caller: HttpCaller;
  readonly #timeoutMs: number;

  constructor(options: TwilioOptions, timeoutMs: number) {
    const { accountSid, apiKey, authToken, statusCallback, network } = options;
    checkCountry("twilio", options);
    const base = endpointOption("twilio", "url", options.url, network);
    this.#options = options;
    this.#account = new URL(`/2010-04-01/Accounts/${accountSid}`, base);
    this.#callback =
      statusCallback === undefined ? undefined : endpointOption("twilio", "statusCallback", statusCallback, network);
    this.#authorization = `Basic ${Buffer.from(`${apiKey ?? accountSid}:${authToken}`).toString("base64")}`;
    this.endpoint = `${base.host}/${accountSid}`;
    this.#caller = new HttpCaller({ network, timeoutMs, keepsAlive: false });
    this.#timeoutMs = timeoutMs;
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const sms = smsOf(outgoing, this.#options);
    if ("attempt" in sms) return sms.attempt;
    const headers = {
      authorization: this.#authorization,
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    };
    const form = new URLSearchParams({
      To: sms.to,
      ...this.#sender(),
      Body: sms.text,
      ValidityPeriod: String(secondsLeft(outgoing)),
      ...this.#report(outgoing.message.id),
    });
    const url = new URL(`${this.#account.href}/Messages.json`);
    const reply = await this.#caller.post({ url, headers, body: Buffer.from(form.toString()) }, signal);
    return "attempt" in reply ? reply.attempt : twilioAttempt(reply.answer, outgoing.message.id, outgoing.now);
  }

  async ping(): Promise<void> {
    const url = new URL(`${this.#account.href}.json`);
    const headers = { authorization: this.#authorization };
    const status = await this.#caller.reach(url, { method: "GET", timeoutMs: this.#timeoutMs, headers });
    if (status === 401 || status === 403)
      throw new AttuneError("ATTUNE_CHANNEL_UNAVAILABLE", `${this.endpoint} refuses the token (${status})`);
  }

  async close(): Promise<void> {
    await this.#caller.close();
  }

  #sender(): Record<string, string> {
    const { from } = this.#options;
    return /^MG[0-9a-fA-F]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from };
  }

  /** The report names our message: it comes back signed, with the address that we gave. */
  #report(message: string): Record<string, string> {
    if (this.#callback === undefined) return {};
    const url = new URL(this.#callback);
    url.searchParams.set("message", message);
    return { StatusCallback: url.href };
  }
}

/** Whatever waits in Twilio's queue for longer is not sent: the message's deadline holds there too. */
function secondsLeft({ message, now }: Outgoing): number {
  return Math.min(Math.max(Math.floor((message.expiresAt - now) / 1_000), 1), MOST_QUEUE_SECONDS);
}
