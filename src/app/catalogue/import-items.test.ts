import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedEventLog } from "../../adapters/embedded/embedded-event-log.js";
import { AttuneError, isAttuneError } from "../../domain/errors.js";
import type { Item } from "../../domain/item.js";
import type { EventLog } from "../../ports/event-log.js";
import { openCatalogue } from "../../recommend/catalogue/index.js";
import type { ChangedItem } from "../item-change.js";
import { type Declaration, declareItems } from "./declare.js";
import type { FeedRow } from "./feeds/index.js";
import { type ImportedItems, importItems, type ImportItemsOptions, MOST_BAD_ROWS } from "./import-items.js";
import { CatalogueJournal } from "./journal.js";

const NOW = Date.UTC(2026, 2, 2, 10);

describe("the catalogue's journal", () => {
  let folder: string;
  let log: EventLog;
  let journal: CatalogueJournal;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-catalogue-"));
    log = await openEmbeddedEventLog({ folder, partitions: 2, durability: "os" });
    journal = await CatalogueJournal.open(log);
  });
  afterEach(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function bring(rows: readonly FeedRow[], more: Partial<ImportItemsOptions> = {}): Promise<ImportedItems> {
    return importItems(journal, feedOf(rows), { now: NOW, isComplete: false, isForced: false, ...more });
  }

  /** As another process finds it. */
  async function item(id: string): Promise<Item | undefined> {
    const catalogue = openCatalogue((await CatalogueJournal.open(log)).fold.snapshot());
    const row = catalogue.row(id);
    return row < 0 || !catalogue.isOffered(row, NOW) ? undefined : catalogue.item(row);
  }

  const count = async (): Promise<number> => (await log.bounds("items", 0)).count;

  describe("by a feed", () => {
    it("gets only what changes something", async () => {
      const rows = [shoe(1, { price: 10 }), shoe(2, { price: 10 })];
      expect(await bring(rows)).toMatchObject({ read: 2, created: 2, changed: 0, unchanged: 0, news: 0 });
      expect(await bring(rows)).toMatchObject({ read: 2, created: 0, changed: 0, unchanged: 2, news: 0 });
      expect(await count()).toBe(2);
      const again = await bring([shoe(1, { price: 8, inStock: false }), shoe(2, { brand: "acme" })]);
      expect(again).toMatchObject({ changed: 2, unchanged: 0, news: 1 });
      expect(await count()).toBe(4);
      expect(await item("shoe-1")).toMatchObject({ title: "Shoe 1", price: 8, inStock: false });
      expect(await bring([shoe(1, { price: null })])).toMatchObject({ changed: 1, news: 0 });
      expect(await item("shoe-1")).toMatchObject({ price: undefined, inStock: false });
    });

    it("skips what is wrong, and says where and why", async () => {
      const bad = Array.from({ length: MOST_BAD_ROWS }, (_, i) => shoe(i + 10, { price: -1 }));
      const rows: FeedRow[] = [
        shoe(1, {}),
        { line: 2, problem: "its quotes don't match" },
        { line: 3, id: "", fields: {} },
        { line: 4, id: "shoe-4", fields: { url: "javascript:x" } },
        ...bad,
        shoe(5, {}),
      ];
      const done = await bring(rows);
      expect(done).toMatchObject({ read: MOST_BAD_ROWS + 5, created: 2, rejected: MOST_BAD_ROWS + 3 });
      expect(done.badRows.length).toBe(MOST_BAD_ROWS);
      expect(done.badRows.slice(0, 3)).toEqual([
        { line: 2, code: "ATTUNE_INPUT_UNREADABLE", reason: "its quotes don't match" },
        { line: 3, code: "ATTUNE_ITEM_ID", reason: "the item has no id, or one that is none" },
        { line: 4, code: "ATTUNE_ITEM_FIELD", reason: "url is no http(s) link" },
      ]);
      expect(await item("shoe-4")).toBeUndefined();
    });

    it("takes several rows of an item as one, the later first", async () => {
      await bring([shoe(1, { price: 10 })]);
      const rows = [
        shoe(1, { price: 5 }),
        shoe(1, { brand: "acme" }),
        shoe(1, { price: 10 }),
        shoe(1, { colour: "red" }),
      ];
      expect(await bring(rows)).toMatchObject({ read: 4, changed: 1, news: 0 });
      expect(await item("shoe-1")).toMatchObject({ price: 10, brand: "acme", colour: "red" });
      expect(await count()).toBe(2);
      expect(await bring([shoe(1, { price: 5 }), shoe(1, { price: 10 })])).toMatchObject({ changed: 0, unchanged: 1 });
    });

    it("that is complete removes what it lacks, of its own types only", async () => {
      await bring([...shoes(6), { line: 7, id: "news", fields: { type: "article" } }]);
      expect(await bring(shoes(4), { isComplete: true })).toMatchObject({ removed: 2, unchanged: 4, news: 2 });
      expect(await item("shoe-5")).toBeUndefined();
      expect(await item("news")).toMatchObject({ type: "article" });
      expect(await bring(shoes(4), { isComplete: true })).toMatchObject({ removed: 0, unchanged: 4 });
      expect(await bring(shoes(5))).toMatchObject({ created: 1, unchanged: 4, news: 1 });
      expect(await item("shoe-5")).toMatchObject({ title: "Shoe 5" });
      expect(await bring([], { isComplete: true })).toMatchObject({ removed: 0 });
    });

    it("that lacks more than half is taken for a broken one", async () => {
      await bring(shoes(6));
      const failure: unknown = await bring(shoes(2), { isComplete: true }).catch((error: unknown) => error);
      expect(isAttuneError(failure, "ATTUNE_ITEMS_MISSING")).toBe(true);
      expect(await item("shoe-6")).toBeDefined();
      // A row that was refused is still there.
      const rows = [...shoes(2), shoe(3, { price: -1 }), shoe(4, { price: -1 })];
      expect(await bring(rows, { isComplete: true })).toMatchObject({ removed: 2, rejected: 2 });
      expect(await bring(shoes(1), { isComplete: true, isForced: true })).toMatchObject({ removed: 3 });
    });

    it("with rows that can't be read removes nothing: they might be the missing items'", async () => {
      await bring(shoes(6));
      const rows: FeedRow[] = [...shoes(4), { line: 5, problem: "its quotes don't match" }];
      expect(await bring(rows, { isComplete: true })).toMatchObject({ removed: 0, missing: 2, rejected: 1 });
      expect(await bring(rows, { isComplete: true, isForced: true })).toMatchObject({ removed: 2, missing: 0 });
    });

    it("that is stopped removes nothing", async () => {
      await bring(shoes(3));
      let looked = 0;
      const isStopped = (): boolean => ++looked > 2;
      expect(await bring(shoes(3), { isComplete: true, isStopped })).toMatchObject({ read: 2, removed: 0 });
    });

    it("tells of prices and stocks before it stores them, so that telling can be repeated", async () => {
      await bring([shoe(1, { price: 10 }), shoe(2, { price: 10 }), shoe(3, {})]);
      const told: ChangedItem[][] = [];
      const rows = [
        shoe(1, { price: 8 }),
        shoe(2, { inStock: false }),
        shoe(3, { brand: "acme" }),
        shoe(4, { price: 1 }),
      ];
      const failing = async (): Promise<void> => {
        throw new AttuneError("ATTUNE_STATE_UNAVAILABLE", "away");
      };
      await expect(bring(rows, { tell: failing })).rejects.toThrow("away");
      expect(await item("shoe-1")).toMatchObject({ price: 10 });
      expect(await item("shoe-4")).toMatchObject({ price: 1 });
      const tell = async (news: readonly ChangedItem[]): Promise<void> => {
        told.push([...news]);
      };
      expect(await bring(rows, { tell, now: NOW + 1_000 })).toMatchObject({ changed: 2, unchanged: 2, news: 2 });
      expect(told).toMatchObject([
        [
          { kind: "item", item: "shoe-1", price: 8, oldPrice: 10, inStock: undefined },
          { kind: "item", item: "shoe-2", price: undefined, inStock: false },
        ],
      ]);
      expect(await item("shoe-1")).toMatchObject({ price: 8 });
      expect(await bring(rows, { tell })).toMatchObject({ unchanged: 4, news: 0 });
      expect(told.length).toBe(1);
    });
  });

  describe("item by item", () => {
    const say = (...declarations: Declaration[]) => declareItems(journal, declarations, { now: NOW });

    it("is put, patched and removed in order, each held against the one before", async () => {
      const done = await say(
        { change: "put", id: "a", fields: { title: "A", brand: "x", price: 3 } },
        { change: "patch", id: "a", fields: { price: 2 } },
        { change: "patch", id: "a", fields: { price: 2 } },
        { change: "put", id: "b", fields: { price: -1 } },
        { change: "put", id: "c", fields: {} },
        { change: "remove", id: "c" },
        { change: "remove", id: "none" },
      );
      expect(done).toMatchObject({ created: 2, changed: 1, unchanged: 2, removed: 1 });
      expect(done.rejected).toMatchObject([{ index: 3, code: "ATTUNE_ITEM_FIELD" }]);
      expect(done.news).toMatchObject([
        { item: "a", price: 2, oldPrice: 3 },
        { item: "c", inStock: false },
      ]);
      expect(await item("a")).toMatchObject({ title: "A", brand: "x", price: 2 });
      expect(await item("c")).toBeUndefined();
      await say({ change: "put", id: "a", fields: { title: "A" } });
      expect(await item("a")).toMatchObject({ title: "A", brand: "", price: undefined });
    });

    it("goes back to what it was in one request, too", async () => {
      const prices = [5, 6, 5].map((price): Declaration => ({ change: "put", id: "back", fields: { price } }));
      const removed: Declaration = { change: "remove", id: "gone" };
      const put: Declaration = { change: "put", id: "gone", fields: { price: 1 } };
      await declareItems(journal, [...prices, put, removed, put, removed], { now: NOW });
      expect([(await item("back"))?.price, await item("gone")]).toEqual([5, undefined]);
    });

    it("passes over records that can't be read", async () => {
      await log.append([{ topic: "items", partition: 0, id: "x", payload: Buffer.from("nonsense") }]);
      await say({ change: "put", id: "a", fields: {} });
      expect(journal.fold.position).toBe(2);
      expect(await item("a")).toBeDefined();
    });

    it("is folded by two who ask at once, once", async () => {
      const other = new CatalogueJournal(log);
      await declareItems(
        other,
        Array.from({ length: 5_000 }, (_, i) => put(i)),
        { now: NOW },
      );
      await Promise.all([journal.catchUp(), journal.catchUp(), say(put(1))]);
      expect(journal.fold.count).toBe(5_000);
    });
  });
});

function put(i: number): Declaration {
  return { change: "put", id: `i${i}`, fields: { price: i } };
}

function shoe(number: number, fields: Readonly<Record<string, unknown>>): FeedRow {
  return { line: number, id: `shoe-${number}`, fields: { title: `Shoe ${number}`, ...fields } };
}

function shoes(count: number): FeedRow[] {
  return Array.from({ length: count }, (_, i) => shoe(i + 1, {}));
}

async function* feedOf(rows: readonly FeedRow[]): AsyncGenerator<FeedRow> {
  for (const row of rows) yield row;
}
