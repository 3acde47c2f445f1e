import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { HttpProvider } from "../../../test/harness/http-provider.js";
import { openAdapter } from "../../../test/harness/open-adapter.js";
import { outgoingFor } from "../../../test/harness/outgoing.js";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;

async function openWebhook(adapter: string, options: object) {
  const provider = await HttpProvider.start({ keyHeader: "webhook-id" });
  const opened = await openAdapter(adapter, { url: `${provider.url}/hook?shop=1`, network: "loopback", ...options });
  stops.push(
    () => provider.stop(),
    () => opened.close(),
  );
  return { provider, adapter: opened };
}

describe("webhook", () => {
  it("is signed with both secrets while one takes the other's place", async () => {
    const { provider, adapter } = await openWebhook("webhook", {
      secrets: [secretOf(1), secretOf(2)],
      authorization: "Bearer t",
    });
    await adapter.deliver(outgoingFor("webhook", "m1"), AbortSignal.timeout(5_000));
    const [call] = provider.taken;
    const headers = call?.headers as Record<string, string>;
    expect(headers).toMatchObject({
      "webhook-id": "m1",
      authorization: "Bearer t",
      "content-type": "application/json",
    });
    for (const secret of [secretOf(1), secretOf(2)])
      expect(new Webhook(secret).verify(call?.body ?? "", headers)).toMatchObject({
        type: "io.attune.nba.v1",
        data: { id: "m1", person: { userId: "ann" }, action: "cart-reminder", title: "Your basket" },
      });
    expect(() => new Webhook(secretOf(3)).verify(call?.body ?? "", headers)).toThrow();
    expect(() => new Webhook(secretOf(1)).verify(`${call?.body.toString()} `, headers)).toThrow();
  });

  it("says the same at every attempt", async () => {
    const { provider, adapter } = await openWebhook("webhook", { secrets: [secretOf(1)] });
    const outgoing = outgoingFor("webhook", "m1");
    await adapter.deliver(outgoing, AbortSignal.timeout(5_000));
    await adapter.deliver({ ...outgoing, attempt: 2, now: outgoing.now + 60_000 }, AbortSignal.timeout(5_000));
    const [first, second] = provider.calls;
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(provider.taken).toHaveLength(1);
  });

  it("never carries an address", async () => {
    const { provider, adapter } = await openWebhook("webhook", { secrets: [secretOf(1)] });
    const address = "ann@example.com";
    const outgoing = outgoingFor("webhook", "m1", { address, message: { address } });
    await adapter.deliver(outgoing, AbortSignal.timeout(5_000));
    expect(provider.taken[0]?.body.toString()).not.toContain(address);
  });

  it("doubts whether it may send again to a receiver that doesn't recognise ids", async () => {
    const { adapter } = await openWebhook("webhook", { secrets: [secretOf(1)], deduplicates: false });
    expect(adapter.isIdempotent).toBe(false);
  });

  it("tells a till what to say, to whom, and until when", async () => {
    const { provider, adapter } = await openWebhook("alert", { secrets: [secretOf(1)] });
    const outgoing = outgoingFor("webhook", "m1", { message: { coupon: "BACK10" } });
    await adapter.deliver(outgoing, AbortSignal.timeout(5_000));
    expect(JSON.parse(provider.taken[0]?.body.toString() ?? "")).toEqual({
      type: "io.attune.alert.v1",
      timestamp: new Date(outgoing.message.time).toISOString(),
      data: {
        id: "m1",
        customer: { userId: "ann" },
        title: "Your basket",
        text: "The lamp is still in it.",
        url: "https://shop.example.com/cart",
        language: "en",
        reason: "cart-abandoned",
        action: "cart-reminder",
        value: 12,
        coupon: "BACK10",
        items: [],
        until: new Date(outgoing.message.expiresAt).toISOString(),
      },
    });
  });

  it.each([
    "http://pos.example.com/hook",
    "https://127.0.0.1/",
    "https://10.0.0.8/",
    "https://u:p@pos.example.com/",
    "pos",
  ])("isn't opened for %s", async (url) => {
    await expect(openAdapter("webhook", { url, secrets: [secretOf(1)] })).rejects.toThrow(/url/);
  });
});
