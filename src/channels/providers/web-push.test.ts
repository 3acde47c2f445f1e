import webPush from "web-push";
import { afterEach, describe, expect, it } from "vitest";
import { openAdapter } from "../../../test/harness/open-adapter.js";
import { outgoingFor, type OutgoingChanges } from "../../../test/harness/outgoing.js";
import { PushService } from "../../../test/harness/push-service.js";
import type { Attempt } from "../../ports/channel.js";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const VAPID = webPush.generateVAPIDKeys();
const OPTIONS = { subject: "mailto:ops@shop.example.com", ...VAPID, services: ["127.0.0.1"], network: "loopback" };

async function openPush(options: object = {}) {
  const service = await PushService.start();
  const adapter = await openAdapter("web-push", { ...OPTIONS, ...options });
  stops.push(
    () => service.stop(),
    () => adapter.close(),
  );
  const deliver = (id: string, address: string, more: OutgoingChanges = {}): Promise<Attempt> =>
    adapter.deliver(outgoingFor("push", id, { address, ...more }), AbortSignal.timeout(10_000));
  return { service, deliver };
}

describe("web push", () => {
  it("is kept until the message's deadline and takes the place of an unread one of its action", async () => {
    const { service, deliver } = await openPush();
    const browser = service.subscribe();
    const now = Date.now();
    await deliver("m1", browser, { now, message: { expiresAt: now + 90_500 } });
    await deliver("m2", browser, { now, message: { class: "transactional", expiresAt: now + 1e12 } });
    await deliver("m3", browser, { now, message: { action: "other" } });
    const [first, second, third] = service.shown();
    expect(first?.headers).toMatchObject({ ttl: "90", urgency: "normal" });
    expect(second?.headers).toMatchObject({ ttl: "2419200", urgency: "high" });
    expect(first?.headers["topic"]).toMatch(/^[\w-]{32}$/);
    expect(second?.headers["topic"]).toBe(first?.headers["topic"]);
    expect(third?.headers["topic"]).not.toBe(first?.headers["topic"]);
    expect(first?.payload).toEqual({
      id: "m1",
      tag: "m1",
      action: "cart-reminder",
      title: "Your basket",
      body: "The lamp is still in it.",
      url: "https://shop.example.com/cart",
      lang: "en",
      items: ["lamp"],
    });
  });

  it("says which subscription is gone", async () => {
    const { service, deliver } = await openPush();
    const browser = service.subscribe();
    service.unsubscribe(browser);
    expect(await deliver("m1", browser)).toEqual({ outcome: "rejected", code: "push.410", failure: "gone" });
  });

  it("goes on for all others where one subscription was made with other keys", async () => {
    const { service, deliver } = await openPush();
    service.behave = () => ({ status: 403 });
    expect(await deliver("m1", service.subscribe())).toEqual({ outcome: "rejected", code: "push.403" });
  });

  it("sends to push services alone", async () => {
    const { service, deliver } = await openPush({ services: ["push.example.com"] });
    expect(await deliver("m1", service.subscribe())).toEqual({ outcome: "rejected", code: "push.service" });
    expect(service.http.calls).toEqual([]);
    const google = await openPush({ services: ["fcm.googleapis.com"], network: "public" });
    const { keys } = JSON.parse(service.subscribe()) as { keys: object };
    for (const endpoint of ["https://fcm.googleapis.com:22/a", "https://fcm.googleapis.com.evil.example/a"])
      expect(await google.deliver("m1", JSON.stringify({ endpoint, keys }))).toMatchObject({ code: "push.service" });
  });

  it("refuses what no service would take, and keys that aren't a pair", async () => {
    const { service, deliver } = await openPush();
    const words = { title: "t", text: "ü".repeat(2_000) };
    expect(await deliver("m1", service.subscribe(), { words })).toEqual({
      outcome: "rejected",
      code: "push.too-large",
    });
    const { privateKey } = webPush.generateVAPIDKeys();
    await expect(openAdapter("web-push", { ...OPTIONS, privateKey })).rejects.toThrow(/privateKey/);
  });
});
