import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** "20 points are missing to the next threshold and a permanent 30 % discount." */
const FILES = {
  "loyalty.yaml": `
tiers:
  - { id: silver, points: 100, benefit: a permanent 10 % discount }
  - { id: gold, points: 500, benefit: a permanent 30 % discount }
perCurrency: 1
expiry: 365 days
expiryNotice: 14 days
nearPoints: 20
`,
  "actions/near-tier.yaml": anActionFile(
    "near-tier",
    `
class: service
topic: loyalty
trigger: { occasion: near-next-tier }
treatments:
  - id: near
    channel: onsite
    copy: [{ title: Nearly there, body: "{{ loyalty.pointsToNext }} points to {{ loyalty.nextTier }} and {{ loyalty.nextBenefit }}." }]
`,
  ),
  "actions/points-expire.yaml": anActionFile(
    "points-expire",
    `
class: service
topic: loyalty
trigger: { occasion: points-expiring }
treatments:
  - id: expiring
    channel: onsite
    copy: [{ title: Your points, body: "{{ loyalty.expiring }} points run out soon." }]
`,
  ),
};

describe("20 points to 30 %", () => {
  let shop: TestShop;

  const earned = (points: number, id: string) =>
    shop.take(track("ann", "Points Earned", { points, transaction_id: id }));

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("ann");
  });

  afterEach(() => shop.close());

  it("tells who is close to the next tier what is missing and what it gives, once", async () => {
    await earned(300, "t-1");
    expect(await shop.messages()).toEqual([]);
    await earned(180, "t-2");
    expect((await shop.messages()).map((message) => message.copy.body)).toEqual([
      "20 points to gold and a permanent 30 % discount.",
    ]);
    await earned(5, "t-3");
    expect(await shop.messages()).toHaveLength(1);
  });

  it("books a transaction once, however often it is told", async () => {
    await earned(480, "t-1");
    await earned(480, "t-1");
    expect(await shop.profile("u:ann")).toMatchObject({ loyalty: { balance: 480, tier: "silver" } });
  });

  it("earns by orders, and reminds before points run out", async () => {
    await shop.bought("ann", "o-1", ["shoe-1"]);
    expect(await shop.profile("u:ann")).toMatchObject({ loyalty: { balance: 40 } });
    await shop.advance("350 days");
    expect(await shop.messages()).toEqual([]);
    await shop.advance("1 day");
    expect((await shop.messages()).map((message) => message.copy.body)).toEqual(["40 points run out soon."]);
    await shop.advance("15 days");
    await shop.viewed("ann", "shoe-2");
    expect(await shop.profile("u:ann")).toMatchObject({ loyalty: { balance: 0, lifetime: 40 } });
  });
});
