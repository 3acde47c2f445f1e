import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anActionFile, openStoryShop } from "../../test/harness/open-story-shop.js";
import { REACHABLE } from "../../test/harness/calls.js";
import type { TestShop } from "../../test/harness/open-test-shop.js";
import { buildEngineContext } from "../config/index.js";
import { createEngine } from "../engine/index.js";
import { type ItemChange, readItemChange } from "./item-change.js";
import { appendItemChanges } from "./item-changes.js";

const DROP = anActionFile(
  "cheaper",
  `
trigger: { occasion: price-drop, wait: 0 s }
value: 10
treatments:
  - id: mail
    channel: onsite
    copy: [{ title: Cheaper now, body: Have a look }]
`,
);

describe("changes in the catalogue", () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/cheaper.yaml": DROP } });
    await shop.identified("ann", REACHABLE);
    await shop.viewed("ann", "shoe-1");
    await shop.added("ben", "shoe-1");
    await shop.viewed("a:phone", "shoe-2");
    await shop.viewed("cid", "hat-1");
    await shop.bought("dot", "o-1", ["shoe-1"]);
  });
  afterEach(() => shop.close());

  function changes(...lines: readonly object[]): ItemChange[] {
    return lines.map((line) => {
      const change = readItemChange(line);
      if (typeof change === "string") throw new Error(change);
      return change;
    });
  }

  async function tell(...lines: readonly object[]) {
    const engine = createEngine(buildEngineContext(shop.configuration));
    const told = await appendItemChanges(shop.log, shop.state, engine, changes(...lines), { now: shop.now.getTime() });
    await shop.advance("1 s");
    return told;
  }

  it("reach those who viewed, saved or carted the item, and nobody else", async () => {
    expect(await tell({ item: "shoe-1", price: 30, oldPrice: 40 })).toEqual({ people: 2, appended: 2, duplicates: 0 });
    expect((await shop.messages()).map(({ person }) => person).sort()).toEqual(["u:ann", "u:ben"]);
    expect(await tell({ item: "none", price: 30, oldPrice: 40 })).toEqual({ people: 0, appended: 0, duplicates: 0 });
    expect(await shop.dead()).toEqual([]);
  });

  it("tell of a price below the one that the person saw, where the line says none", async () => {
    expect(await tell({ item: "shoe-1", price: 39 })).toMatchObject({ people: 2 });
    expect(await tell({ item: "shoe-1", price: 40 })).toMatchObject({ people: 0 });
    expect(await tell({ item: "shoe-1", price: 60, oldPrice: 50 })).toMatchObject({ people: 0 });
  });

  it("tell once, however often the same line is read, and again where it is another change", async () => {
    const line = { item: "shoe-1", price: 30, oldPrice: 40 };
    await tell(line);
    expect(await tell(line)).toEqual({ people: 2, appended: 0, duplicates: 2 });
    expect(await tell({ ...line, id: "the second sale" })).toMatchObject({ appended: 2 });
    expect((await shop.verifyReplay()).equal).toBe(true);
  });

  it("tell of stock, of both in one line, and of collections to taste", async () => {
    expect(await tell({ item: "shoe-2", inStock: false })).toMatchObject({ people: 1, appended: 1 });
    expect(await tell({ item: "shoe-2", inStock: true, price: 10 })).toMatchObject({ people: 1, appended: 2 });
    expect(await tell({ collection: "spring", category: "hat", products: ["hat-9"] })).toMatchObject({ people: 1 });
    expect(await tell({ collection: "spring", tags: ["brand:Acme"] })).toMatchObject({ people: 5 });
    expect(await tell({ collection: "autumn", products: [{ product_id: "x", category: "hat" }] })).toMatchObject({
      people: 1,
    });
  });

  it("leave out profiles that were merged into others", async () => {
    await shop.identified({ userId: "eve", anonymousId: "phone" });
    expect(await tell({ item: "shoe-2", inStock: true })).toMatchObject({ people: 1, appended: 1 });
  });
});

describe("a line of changes", () => {
  it.each([
    [undefined, "JSON object"],
    [[], "JSON object"],
    [{}, "names an item or a collection"],
    [{ item: "", price: 1 }, "item is no id"],
    [{ item: "a" }, "a price or inStock"],
    [{ item: "a", price: -1 }, "price is no"],
    [{ item: "a", price: 1, oldPrice: "x" }, "oldPrice is no"],
    [{ item: "a", inStock: "yes" }, "inStock is neither"],
    [{ item: "a", inStock: true, time: "yesterday" }, "time is no"],
    [{ collection: "a" }, "whose taste"],
    [{ collection: "a", tags: "x" }, "are lists"],
  ])("is refused where it is %j", (line, why) => {
    expect(readItemChange(line)).toContain(why);
  });
});
