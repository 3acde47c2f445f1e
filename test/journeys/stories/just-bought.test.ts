import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { product, REACHABLE, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** What not to send: "just bought a smartphone". */
const FILES = {
  "actions/price-drop.yaml": anActionFile(
    "price-drop",
    `
class: promotional
topic: prices
trigger: { occasion: price-drop }
treatments:
  - id: drop
    channel: email
    copy: [{ title: Now cheaper, body: "{{ item.name }} costs less now." }]
`,
  ),
  "actions/browse.yaml": anActionFile(
    "browse",
    `
class: promotional
topic: browsing
trigger: { occasion: browse-abandoned, wait: 2 h, cancel: [return] }
treatments:
  - id: nudge
    channel: email
    copy: [{ title: Have another look, body: "Back to {{ item.name }}?" }]
`,
  ),
};

describe("a phone just bought", () => {
  let shop: TestShop;

  const dropped = () =>
    shop.take(track("ann", "Product Price Dropped", { ...product("phone-1"), price: 30, old_price: 40 }));

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("ann", REACHABLE);
    for (const item of ["phone-1", "phone-2", "phone-3"]) await shop.viewed("ann", item);
  });

  afterEach(() => shop.close());

  it("is not advertised to its buyer, not even when it becomes cheaper", async () => {
    await shop.advance("5 min");
    await shop.bought("ann", "o-1", ["phone-1"]);
    await dropped();
    await shop.advance("3 days");
    await dropped();
    expect(await shop.messages("u:ann")).toEqual([]);
  });

  it("is news to who only looked at it", async () => {
    await dropped();
    expect((await shop.messages("u:ann")).map((message) => message.items)).toEqual([["phone-1"]]);
  });
});
