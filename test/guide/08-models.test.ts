/**
 * The guide, part 8: models that score.
 *
 * After every event a model says how likely Ann is to order now. Conditions read it, decisions name the version that said it, and another version takes
 * its place between two events. What the past was scored with stays what it was scored with.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { denseStore } from "../../src/models/dense/index.js";
import { INTENT_FEATURES } from "../../src/models/features.js";
import { aCartModel } from "../harness/cart-model.js";
import { anActionFile, openStoryShop } from "../harness/open-story-shop.js";
import type { TestShop } from "../harness/open-test-shop.js";

describe("a model of intent", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openStoryShop({
      now: "2026-03-02T10:00:00Z",
      files: {
        // What models say is a part of the profile that conditions see, like everything else.
        "segments.yaml": `
segments:
  - { id: about-to-buy, when: intent.session > 0.5 && orders.count == 0.0 }
`,
        "actions/first-order.yaml": anActionFile(
          "first-order",
          `
class: promotional
topic: checkout
trigger: { occasion: segment-entered, of: [about-to-buy] }
value: 20
treatments:
  - { id: banner, channel: onsite, copy: [{ title: Your first order, body: It travels for free. }] }
`,
        ),
      },
    });
  });

  afterEach(() => shop.close());

  const versions = () => denseStore(shop.configuration.models, "intent");
  const intentOf = async (who: string) => ((await shop.profile(`u:${who}`)) as { intent?: unknown }).intent;

  it("reads features that are declared once, for training and for scoring", () => {
    // Name, where it comes from, in which unit, and how it is transformed: this list and no other.
    for (const feature of INTENT_FEATURES)
      expect(feature).toMatchObject({
        name: expect.stringMatching(/^[a-z0-9-]+$/),
        source: expect.any(String),
        unit: expect.any(String),
        transformation: expect.any(String),
      });
    expect(new Set(INTENT_FEATURES.map(({ name }) => name)).size).toBe(INTENT_FEATURES.length);
  });

  it("scores every event, and what it says can open an occasion", async () => {
    // A model that looks at the cart alone: made by hand here, by `attune train intent` from your log.
    await versions().save(aCartModel("careful", -3, 2));
    await versions().promote("careful");
    await shop.refreshScoring();

    await shop.viewed("ann", "shoe-1");
    expect(await intentOf("ann")).toMatchObject({ session: 0.0474 });
    expect(await shop.messages()).toEqual([]);

    await shop.added("ann", "shoe-1");
    expect(await intentOf("ann")).toMatchObject({ session: 0.8808 });
    const [message] = await shop.messages();
    expect(message).toMatchObject({ person: "u:ann", action: "first-order" });
    // Which versions scored is a part of the record.
    const [decision] = await shop.decisions("u:ann");
    expect(decision?.models).toEqual({ intent: "careful" });
  });

  it("is replaced between two events, and the past keeps its scores", async () => {
    await versions().save(aCartModel("careful", -3, 2));
    await versions().save(aCartModel("bold", 1, 3));
    await versions().promote("careful");
    await shop.refreshScoring();
    await shop.viewed("ann", "shoe-1");
    expect(await shop.messages()).toEqual([]);

    await versions().promote("bold");
    await shop.refreshScoring();
    await shop.viewed("bob", "shoe-1");
    expect(await shop.messages()).toMatchObject([{ person: "u:bob", action: "first-order" }]);

    // And back again: attune models rollback intent.
    await versions().rollback();
    await shop.refreshScoring();
    await shop.viewed("cem", "shoe-1");
    expect(await shop.messages()).toHaveLength(1);

    // The log knows which version was in force when: run again, it comes out the same to the byte.
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, differences: [] });
  });
});
