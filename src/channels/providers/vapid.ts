import { createECDH } from "node:crypto";
import webPush from "web-push";
import { configurationMistake } from "./configuration-mistake.js";
import type { WebPushOptions } from "./web-push-schema.js";

/** RFC 8292: who it is that sends, signed for each push service. */
export class Vapid {
  readonly #options: WebPushOptions;

  /** @throws AttuneError ATTUNE_CONFIG_INVALID where the keys aren't a pair */
  constructor(options: WebPushOptions) {
    this.#options = options;
    if (publicKeyOf(options.privateKey) !== options.publicKey)
      throw configurationMistake("web-push", "privateKey", "it is not the one of publicKey");
  }

  authorization(endpoint: URL): string {
    const { subject, publicKey, privateKey } = this.#options;
    return webPush.getVapidHeaders(endpoint.origin, subject, publicKey, privateKey, "aes128gcm").Authorization;
  }
}

function publicKeyOf(privateKey: string): string {
  const ecdh = createECDH("prime256v1");
  try {
    ecdh.setPrivateKey(Buffer.from(privateKey, "base64url"));
  } catch {
    return "";
  }
  return ecdh.getPublicKey("base64url");
}
