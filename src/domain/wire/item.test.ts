import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogueEntry, ItemFields } from "../item.js";
import { NO_FIELDS } from "../item.js";
import { decodeEntry, encodeEntry, entryId, MOST_POPULAR } from "./item.js";
import { readItemFields, readItemId, TITLE_CHARS } from "./item-fields.js";

function fieldsOf(raw: unknown): ItemFields {
  const read = readItemFields(raw);
  if (!read.ok) throw new Error(read.message);
  return read.fields;
}

function declared(id: string, fields: ItemFields, time = 7): CatalogueEntry {
  return { kind: "item", id, source: "declared", time, fields };
}

describe("an item's fields", () => {
  it("are taken as JSON has them, and cut to their bounds", () => {
    const raw = {
      type: "article",
      title: "x".repeat(300),
      category: "shoes",
      brand: 7,
      group: "g".repeat(100),
      price: "19.90",
      oldPrice: 30,
      inStock: false,
      publishedAt: "2026-03-01T10:00:00+01:00",
      expiresAt: 1_800_000_000_000,
      tags: ["a", "a", "", 3, ...Array.from({ length: 20 }, (_, i) => `t${i}`)],
      unheardOf: { deep: [] },
    };
    const fields = fieldsOf(raw);
    expect(fields).toMatchObject({
      type: "article",
      brand: "7",
      price: 19.9,
      oldPrice: 30,
      inStock: false,
      publishedAt: Date.UTC(2026, 2, 1, 9),
      expiresAt: 1_800_000_000_000,
      tags: ["a", "3", "t0", "t1", "t2", "t3", "t4", "t5"],
    });
    expect(fields.title?.length).toBe(TITLE_CHARS);
    expect(fields.group?.length).toBeLessThanOrEqual(64);
    expect(fields).not.toHaveProperty("unheardOf");
    expect(fields).not.toHaveProperty("url");
  });

  it("are taken back by null and by empty texts", () => {
    expect(fieldsOf({ title: "", price: null, expiresAt: null, tags: null, inStock: null })).toEqual({
      title: "",
      price: undefined,
      expiresAt: Number.POSITIVE_INFINITY,
      tags: [],
      inStock: NO_FIELDS.inStock,
    });
  });

  it.each(["https://shop.example/p/1?a=b#c", "HTTP://shop.example", "/p/1", "/", "https://shop.example/süß/靴"])(
    "may link to %s",
    (url) => {
      expect(fieldsOf({ url, image: url })).toEqual({ url, image: url });
    },
  );

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//elsewhere.example/x",
    "/\\elsewhere.example",
    "https:/shop.example",
    "https:///x",
    "https://me:secret@shop.example/",
    "https://shop.example/ x",
    "https://shop.example/\u0000",
    'https://shop.example/"onload="x',
    "ftp://shop.example",
    "p/1",
    `https://shop.example/${"x".repeat(2_000)}`,
    7,
  ])("may not link to %j", (url) => {
    expect(readItemFields({ url })).toMatchObject({ ok: false, code: "ATTUNE_ITEM_FIELD" });
    expect(readItemFields({ image: url })).toMatchObject({ ok: false });
  });

  it.each([
    { price: -1 },
    { price: "free" },
    { price: 1e13 },
    { oldPrice: Number.NaN },
    { inStock: "yes" },
    { publishedAt: "2026-02-30" },
    { expiresAt: "soon" },
    { publishedAt: -5 },
    { tags: "a,b" },
    { title: {} },
    { group: true },
    [],
    "shoe",
    null,
  ])("%j is refused", (raw) => {
    expect(readItemFields(raw)).toMatchObject({ ok: false, code: "ATTUNE_ITEM_FIELD" });
  });

  it("belong to an id as product events have it", () => {
    expect(readItemId("shoe-1")).toBe("shoe-1");
    expect(readItemId(12)).toBe("12");
    const long = readItemId("x".repeat(100)) ?? "";
    expect(long.length).toBeLessThanOrEqual(64);
    expect(readItemId(long)).toBe(long);
    expect(readItemId("x".repeat(101))).not.toBe(long);
    for (const none of ["", "  ", "a\nb", undefined, null, {}, true]) expect(readItemId(none)).toBeUndefined();
  });
});

describe("a record of the catalogue's journal", () => {
  const text = fc.string({ maxLength: 10, unit: "grapheme" });
  const raw = fc.record(
    {
      type: text,
      title: text,
      category: text,
      brand: text,
      colour: text,
      url: fc.constantFrom("", "/a", "https://a.example/b"),
      price: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
      oldPrice: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
      inStock: fc.boolean(),
      publishedAt: fc.integer({ min: 0, max: 2e12 }),
      expiresAt: fc.option(fc.integer({ min: 1, max: 2e12 })),
      tags: fc.array(text, { maxLength: 12 }),
    },
    { requiredKeys: [] },
  );

  it("comes back as it was, whatever it says", () => {
    fc.assert(
      fc.property(raw, fc.constantFrom("declared" as const, "observed" as const), (said, source) => {
        const entry: CatalogueEntry = { kind: "item", id: "a", source, time: 5, fields: fieldsOf(said) };
        expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
      }),
    );
    const removed: CatalogueEntry = { kind: "removed", id: "靴", time: 5 };
    expect(decodeEntry(encodeEntry(removed))).toEqual(removed);
  });

  it("has popularity within bounds", () => {
    const overall = Array.from({ length: MOST_POPULAR + 5 }, (_, i) => [`i${i}`, 9_999 - i] as const);
    const popularity = { time: 5, halfLifeMs: 7, overall, trending: [["a", 1]] as const, segments: { vip: overall } };
    const decoded = decodeEntry(encodeEntry({ kind: "popularity", popularity }));
    expect(decoded).toMatchObject({ kind: "popularity", popularity: { time: 5, trending: [["a", 1]] } });
    if (decoded?.kind !== "popularity") throw new Error("no popularity");
    expect(decoded.popularity.overall.length).toBe(MOST_POPULAR);
    expect(decoded.popularity.segments["vip"]?.length).toBe(MOST_POPULAR);
  });

  it.each([
    "",
    "[]",
    "null",
    '{"kind":"item"}',
    '{"kind":"item","id":"","source":"declared","time":1,"fields":{}}',
    '{"kind":"item","id":"a","source":"rumour","time":1,"fields":{}}',
    '{"kind":"item","id":"a","source":"declared","time":"1","fields":{}}',
    '{"kind":"item","id":"a","source":"declared","time":1,"fields":{"url":"javascript:x"}}',
    '{"kind":"popularity","popularity":{"time":1,"halfLifeMs":0,"segments":{}}}',
    '{"kind":"other","id":"a","time":1}',
  ])("is none: %s", (json) => {
    expect(decodeEntry(Buffer.from(json))).toBeUndefined();
  });

  it("is none with a time that no date can show, or with weights without end", () => {
    const entryOf = (text: string) => decodeEntry(Buffer.from(text));
    expect(entryOf('{"kind":"removed","id":"a","time":1e999}')).toBeUndefined();
    expect(entryOf('{"kind":"item","id":"a","source":"observed","time":9e15,"fields":{}}')).toBeUndefined();
    const popularity = (halfLife: string, weight: string) =>
      `{"kind":"popularity","popularity":{"time":1,"halfLifeMs":${halfLife},"overall":[["a",${weight}],["b",2]],"trending":[],"segments":{}}}`;
    expect(entryOf(popularity("1e999", "1"))).toBeUndefined();
    expect(entryOf(popularity("1", "1e999"))).toMatchObject({ popularity: { overall: [["b", 2]] } });
  });

  it("has the same id whoever observed it and when, and another whenever it is declared", () => {
    const observed = (time: number, fields: ItemFields): CatalogueEntry => ({
      kind: "item",
      id: "a",
      source: "observed",
      time,
      fields,
    });
    const id = entryId(observed(1, { title: "T", price: 3 }));
    expect(entryId(observed(2, { price: 3, title: "T" }))).toBe(id);
    expect(entryId(observed(1, { title: "T", price: 4 }))).not.toBe(id);
    expect(entryId(declared("a", { price: 3 }, 1))).not.toBe(entryId(declared("a", { price: 3 }, 2)));
    expect(entryId({ kind: "removed", id: "a", time: 1 })).not.toBe(entryId({ kind: "removed", id: "b", time: 1 }));
    expect(id).toMatch(/^[\x21-\x7e]{1,200}$/);
  });
});
