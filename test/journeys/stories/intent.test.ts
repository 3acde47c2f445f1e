import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { liveCalibrationOf } from "../../../src/domain/live-calibration.js";
import { denseStore } from "../../../src/models/dense/index.js";
import { loadAllStatistics } from "../../../src/worker/statistics.js";
import { aCartModel } from "../../harness/cart-model.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

const FILES = {
  "segments.yaml": `
segments:
  - { id: about-to-buy, when: intent.session > 0.5 }
`,
  "actions/now.yaml": anActionFile(
    "now",
    `
class: promotional
topic: checkout
trigger: { occasion: segment-entered, of: [about-to-buy] }
value: 20
treatments:
  - { id: banner, channel: onsite, copy: [{ title: Order today, body: We deliver for free today. }] }
`,
  ),
};

describe("somebody who is about to buy", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    const store = denseStore(shop.configuration.models, "intent");
    await store.save(aCartModel("first", -3, 2));
    await store.promote("first");
    await store.save(aCartModel("second", -4, 4));
    await store.setShadow("second");
    await shop.refreshScoring();
  });

  afterEach(() => shop.close());

  const segments = async (): Promise<unknown> =>
    ((await shop.profile("u:ann")) as { standing: { segments: { segment: string }[] } }).standing.segments.map(
      ({ segment }) => segment,
    );

  it("is met on the site at once; nobody else is; and the log tells it again", async () => {
    await shop.viewed("ann", "shoe-1");
    await shop.viewed("bob", "shoe-1");
    expect(await shop.messages()).toEqual([]);
    await shop.advance("2 min");
    await shop.added("ann", "shoe-1");
    const [message, ...others] = await shop.messages();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ person: "u:ann", action: "now", channel: "onsite" });
    expect(message?.time).toBe(shop.now.getTime());
    expect(await shop.profile("u:ann")).toMatchObject({ intent: { session: 0.8808, day: 0.8808, churn: 0.8808 } });
    const [decision] = await shop.decisions("u:ann");
    expect(decision).toMatchObject({ models: { intent: "first" }, segments: ["about-to-buy"] });

    // They left without having bought: they are about to no more.
    expect(await segments()).toEqual(["about-to-buy"]);
    await shop.advance("31 min");
    expect(await segments()).toEqual([]);
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, differences: [] });
  });

  it("shows which of two versions knew it better, without the one in the shadow having had a say", async () => {
    const people = Array.from({ length: 24 }, (_, i) => `p${i}`);
    for (const who of people) {
      await shop.added(who, "shoe-1");
      await shop.viewed(who, "shoe-2");
      await shop.viewed(who, "shoe-3");
      await shop.viewed(who, "shoe-4");
      await shop.bought(who, `o-${who}`, ["shoe-1"]);
    }
    const statistics = await loadAllStatistics(shop.state, shop.configuration.partitions);
    const [first, second] = ["first", "second"].map((version) =>
      liveCalibrationOf(statistics, "intent", version, "session"),
    );
    expect(first?.count).toBeGreaterThan(10);
    expect(second?.count).toBe(first?.count);
    expect(second?.positives).toBe(first?.positives);
    expect(second?.logLoss).toBeLessThan(first?.logLoss ?? 0);
    expect(await shop.verifyReplay()).toMatchObject({ equal: true });
  });
});
