import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findScene } from "../../../src/app/find-scene.js";
import { backfillAsOf } from "../../../src/app/segment-backfill.js";
import { whatIf } from "../../../src/app/what-if.js";
import { createEngine } from "../../../src/engine/index.js";
import { explain } from "../../../src/explain/index.js";
import { denseStore } from "../../../src/models/dense/index.js";
import { aCartModel } from "../../harness/cart-model.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

const FILES = {
  "segments.yaml": "segments: [{ id: about-to-buy, when: intent.session > 0.5 }]",
  "actions/now.yaml": anActionFile(
    "now",
    `
class: promotional
trigger: { occasion: segment-entered, of: [about-to-buy] }
value: 20
treatments:
  - { id: banner, channel: onsite, copy: [{ title: Order today, body: We deliver for free today. }] }
`,
  ),
};

/** Whoever reads the past reads it with what scored then. */
describe("what was decided under a version that has been replaced", () => {
  let shop: TestShop;
  let then: number;

  async function promote(version: string, withCart: number): Promise<void> {
    const store = denseStore(shop.configuration.models, "intent");
    await store.save(aCartModel(version, -3, withCart));
    await store.promote(version);
    await shop.refreshScoring();
  }

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await promote("eager", 2);
    await shop.added("ann", "shoe-1");
    then = shop.now.getTime();
    await shop.advance("1 h");
    await promote("sober", -3);
    await shop.added("ben", "shoe-1");
  });
  afterEach(() => shop.close());

  it("is explained with that one", async () => {
    const [decision, ...others] = await shop.decisions();
    if (decision === undefined) throw new Error("no decision");
    expect(others).toEqual([]);
    expect(decision).toMatchObject({ person: "u:ann", models: { intent: "eager" } });
    const scene = await findScene(shop.log, shop.context, decision, shop.sources());
    if (scene === undefined) throw new Error("no scene");
    expect(explain(scene, decision)).toMatchObject({ reproduced: true, sameConfiguration: true });
    expect(await findScene(shop.log, shop.context, decision)).toBeUndefined();
  });

  it("is decided again in a what-if, and found in a past segment", async () => {
    const engine = createEngine(shop.context);
    const sources = { before: shop.sources(), after: shop.sources() };
    const same = await whatIf(shop.log, engine, engine, { sample: 5, sources });
    expect(same).toMatchObject({ before: { messages: 1 }, after: { messages: 1 }, changed: 0, added: 0, gone: 0 });
    const unscored = { ...sources, after: {} };
    expect(await whatIf(shop.log, engine, engine, { sample: 5, sources: unscored })).toMatchObject({ gone: 1 });
    const asOf = { time: then, sources: shop.sources() };
    expect((await backfillAsOf(shop.log, engine, shop.context, asOf)).segments["about-to-buy"]?.members).toBe(1);
  });

  it("is replayed to the byte; where its files have gone, the replay says so", async () => {
    expect(await shop.verifyReplay()).toMatchObject({ equal: true, unserved: [] });
    const store = denseStore(shop.configuration.models, "intent");
    rmSync(store.versionFolder("eager"), { recursive: true });
    const { equal, unserved } = await shop.verifyReplay();
    expect(equal).toBe(false);
    expect(unserved).toEqual([expect.stringContaining("intent=eager can't score")]);
    // Partitions go on with what they have, and with what is promoted when they begin again.
    await shop.open();
    expect(shop.alarms).toEqual([]);
    await shop.added("cid", "shoe-1");
    expect(await shop.profile("u:cid")).toMatchObject({ intent: { session: 0.0474 } });
  });
});
