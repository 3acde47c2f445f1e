import webPush from "web-push";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { configurationMistake } from "./configuration-mistake.js";
import { httpAttempt } from "./http-attempt.js";
import { type HttpAnswer, HttpCaller } from "./http-caller.js";
import { defineProvider } from "./provider.js";
import { MOST_PAYLOAD_BYTES, pushHeaders, pushPayload } from "./push-payload.js";
import { type PushSubscription, subscriptionOf } from "./push-subscription.js";
import { Vapid } from "./vapid.js";
import { type WebPushOptions, webPushSchema } from "./web-push-schema.js";

/**
 * Web push. It knows no idempotency key, but a message that is sent again replaces itself: by its topic while it is undelivered, by its tag once it is shown.
 */
export const webPushProvider = defineProvider({
  name: "web-push",
  channels: ["push"],
  schema: webPushSchema,
  open: async (options, { timeoutMs }) => new WebPushAdapter(options, timeoutMs),
});

const GONE: Attempt = { outcome: "rejected", code: "address.invalid", failure: "gone" };

class WebPushAdapter implements ChannelAdapter {
  readonly channel = "push";
  readonly endpoint = "web-push";
  readonly isIdempotent = false;
  readonly #vapid: Vapid;
  readonly #services: readonly string[];
  readonly #isHere: boolean;
  readonly #caller: HttpCaller;

  constructor(options: WebPushOptions, timeoutMs: number) {
    this.#vapid = new Vapid(options);
    this.#services = options.services;
    this.#isHere = options.network === "loopback";
    if (options.services.some((service) => !/^[a-z0-9.:[\]-]+$/.test(service)))
      throw configurationMistake("web-push", "services", "write hosts such as fcm.googleapis.com");
    this.#caller = new HttpCaller({ network: options.network, timeoutMs, keepsAlive: true });
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const subscription = outgoing.address === undefined ? undefined : subscriptionOf(outgoing.address);
    if (subscription === undefined) return GONE;
    const { endpoint } = subscription;
    if (!this.#isService(endpoint)) return { outcome: "rejected", code: "push.service" };
    const payload = pushPayload(outgoing);
    if (payload.length > MOST_PAYLOAD_BYTES) return { outcome: "rejected", code: "push.too-large" };
    const body = encrypted(subscription, payload);
    if (body === undefined) return GONE;
    const headers = {
      ...pushHeaders(outgoing),
      authorization: this.#vapid.authorization(endpoint),
      "content-type": "application/octet-stream",
      "content-encoding": "aes128gcm",
    };
    const reply = await this.#caller.post({ url: endpoint, headers, body }, signal);
    return "attempt" in reply ? reply.attempt : pushAttempt(reply.answer, outgoing);
  }

  /** There is no one server: each browser names its own. The keys were tried when it was opened. */
  async ping(): Promise<void> {}

  async close(): Promise<void> {
    await this.#caller.close();
  }

  /** Only at its usual port, but for a stand-in on this machine: a subscription leads to no other of the service's doors. */
  #isService({ hostname, port }: URL): boolean {
    if (port !== "" && !this.#isHere) return false;
    return this.#services.some((service) => hostname === service || hostname.endsWith(`.${service}`));
  }
}

/** undefined where the subscription's key is no point of the curve. */
function encrypted({ p256dh, auth }: PushSubscription, payload: Buffer): Buffer | undefined {
  try {
    return webPush.encrypt(p256dh, auth, payload, "aes128gcm").cipherText;
  } catch {
    return undefined;
  }
}

/** 404 and 410: the subscription is no more. 401 and 403 are about this one subscription, made with other keys: the way out is as good as before. */
function pushAttempt(answer: HttpAnswer, { message, now }: Outgoing): Attempt {
  const { status } = answer;
  if (status === 404 || status === 410) return { outcome: "rejected", code: `push.${status}`, failure: "gone" };
  if (status === 401 || status === 403) return { outcome: "rejected", code: `push.${status}` };
  return httpAttempt(answer, message.id, now);
}
