import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { purchaseTimingStore } from "../../../src/models/purchase-timing/index.js";
import { order } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";
import { aPurchaseTimingVersion } from "../../harness/purchase-timing-version.js";

const WORDS = "treatments:\n  - { id: told, channel: onsite, copy: [{ title: Hello, body: Hello. }] }\n";
const FILES = {
  "actions/again.yaml": anActionFile("again", `class: service\ntrigger: { occasion: next-order-due }\n${WORDS}`),
  "actions/come-back.yaml": anActionFile(
    "come-back",
    `
class: service
trigger: { occasion: churn-risk }
suitability: [{ id: worth-it, when: value.alive < 0.6 && value.expectedValue > 1.0, say: they may come back }]
${WORDS}`,
  ),
  "segments.yaml": "segments: [{ id: slipping, when: orders.count > 1.0 && value.alive < 0.5 }]\n",
};

/** A stored version of the model, promoted while the shop is open; customers order every month or so, rather evenly. */
describe("the next order", () => {
  let shop: TestShop;
  const said = async () =>
    (await shop.messages()).map(({ action, time }) => [action, new Date(time).toISOString().slice(0, 10)]);
  async function orders(ids: readonly string[], every: string): Promise<void> {
    for (const id of ids) {
      await shop.take(order("ann", id, ["coffee-1"]));
      await shop.advance(every);
    }
  }

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-01-01T10:00:00Z", files: FILES });
    const store = purchaseTimingStore(shop.configuration.models);
    const version = await store.save(aPurchaseTimingVersion(await store.begin()));
    await store.promote(version);
    await shop.refreshScoring();
  });
  afterEach(() => shop.close());

  it("is thought of when the person's own rhythm says so, and their leaving when they stay away", async () => {
    await orders(["o-1", "o-2", "o-3", "o-4"], "20 days");
    const before = await said();
    // The last of them was ordered on 2 March, 20 days after the third.
    expect(before.filter(([, day]) => (day as string) > "2026-03-02").map(([action]) => action)).toEqual(["again"]);
    const [, due = ""] = before.at(-1) ?? [];
    expect(due > "2026-03-15" && due < "2026-03-25").toBe(true);
    await shop.advance("150 days");
    expect((await said()).slice(before.length).map(([action]) => action)).toEqual(["come-back"]);
    const profile = await shop.profile("u:ann");
    expect(profile).toMatchObject({ standing: { segments: [{ segment: "slipping" }] } });
    expect((await shop.verifyReplay()).equal).toBe(true);
  });
});
