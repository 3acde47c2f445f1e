import { createHmac } from "node:crypto";

/**
 * Standard Webhooks (https://www.standardwebhooks.com): the id is the same for every attempt, so that receivers recognise a message they have; the signature
 * is made with every secret, so that they can be changed one side after the other.
 * @param secrets whsec_<base64>
 */
export function webhookHeaders(
  id: string,
  body: Buffer,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
