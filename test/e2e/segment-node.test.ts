import { Analytics } from "@segment/analytics-node";
import { afterEach, beforeEach, expect, describe, it } from "vitest";
import { openTestCollector, TEST_KEY, type TestCollector } from "../harness/open-test-collector.js";

/** Segment's own Node SDK against the collector, over real HTTP. */
describe("@segment/analytics-node", () => {
  let collector: TestCollector;
  let analytics: Analytics;
  const failures: unknown[] = [];

  beforeEach(async () => {
    failures.length = 0;
    collector = await openTestCollector();
    analytics = new Analytics({ writeKey: TEST_KEY, host: await collector.listen(), flushInterval: 50, flushAt: 15 });
    analytics.on("error", (error) => failures.push(error));
  });
  afterEach(() => collector.close());

  it("sends every kind of call", async () => {
    const timestamp = new Date(Date.now() - 60_000);
    analytics.identify({ userId: "ann", traits: { email: "ann@example.com" }, timestamp });
    analytics.track({
      userId: "ann",
      event: "Product Viewed",
      properties: { product_id: "p1", price: 9.5 },
      timestamp,
    });
    analytics.page({ anonymousId: "visitor", name: "Home", category: "start", properties: { url: "/" }, timestamp });
    analytics.screen({ userId: "ann", name: "Cart", timestamp });
    analytics.group({ userId: "ann", groupId: "club", traits: { tier: "gold" }, timestamp });
    analytics.alias({ userId: "ann", previousId: "visitor", timestamp });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    const events = await collector.events();
    const byType = Object.fromEntries(events.map((event) => [event.type, event]));
    expect(Object.keys(byType).toSorted()).toEqual(["alias", "group", "identify", "page", "screen", "track"]);
    expect(byType["identify"]).toMatchObject({ person: "u:ann", traits: { email: "ann@example.com" }, source: "web" });
    expect(byType["track"]).toMatchObject({ name: "Product Viewed", properties: { product_id: "p1", price: 9.5 } });
    expect(byType["page"]).toMatchObject({ person: "a:visitor", name: "Home", properties: { url: "/" } });
    expect(byType["group"]).toMatchObject({ groupId: "club", traits: { tier: "gold" } });
    expect(byType["alias"]).toMatchObject({ person: "u:ann", previousId: "visitor" });
    // The sender's clock is ours: what was said to be a minute ago was a minute ago.
    for (const event of events) expect(Math.abs(event.time - timestamp.getTime())).toBeLessThan(30_000);
  });

  it("repeats what a failing log refused or did not answer, and nothing is stored twice", async () => {
    for (const when of ["before", "after"] as const) {
      collector.breakLog(when);
      const first = new Promise((resolve) =>
        collector.app.server.once("request", (_request, response) => response.once("close", resolve)),
      );
      for (let i = 0; i < 5; i++) analytics.track({ userId: `${when}-${i}`, event: "Product Viewed" });
      await first;
      collector.breakLog("never");
      await analytics.flush();
    }
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    const people = (await collector.events()).map((event) => event.userId).toSorted();
    expect(people).toEqual([
      "after-0",
      "after-1",
      "after-2",
      "after-3",
      "after-4",
      "before-0",
      "before-1",
      "before-2",
      "before-3",
      "before-4",
    ]);
  });

  it("loses no good event to a bad one beside it", async () => {
    analytics.track({ userId: "ann", event: "Product Viewed" });
    analytics.track({ userId: "ann", event: "Product Viewed", properties: { note: "\ud800" } });
    analytics.track({ userId: "ann", event: "Product Viewed", properties: { big: "x".repeat(40_000) } });
    analytics.track({ userId: "ann", event: "Product Added" });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    expect((await collector.events()).map((event) => event.name)).toEqual(["Product Viewed", "Product Added"]);
    const codes = (await collector.deadLetters()).map((letter) => letter.code).toSorted();
    expect(codes).toEqual(["ATTUNE_EVENT_NOT_UTF8", "ATTUNE_EVENT_TOO_LARGE"]);
  });
});
