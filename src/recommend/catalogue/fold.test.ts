import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogueEntry, type Item, type ItemFields, type ItemSource, NO_FIELDS } from "../../domain/item.js";
import { DAY } from "../../domain/time.js";
import { type Catalogue, openCatalogue } from "./catalogue.js";
import { CatalogueFold } from "./fold.js";
import { CODED_FIELDS, LISTED_FIELDS, REMOVED } from "./shared-catalogue.js";

const OBSERVED = new Set(["type", "title", "category", "brand", "price"]);

interface Naive {
  item: Item;
  declared: Set<string>;
  isRemoved: boolean;
}

/** What a record means, as one would say it: a map of plain objects. */
class NaiveFold {
  readonly items = new Map<string, Naive>();
  #first: number | undefined;

  append(entry: CatalogueEntry): void {
    if (entry.kind === "popularity") return;
    this.#first ??= entry.time;
    const known = this.items.get(entry.id);
    if (entry.kind === "removed") {
      if (known !== undefined) known.isRemoved = true;
      return;
    }
    const publishedAt = entry.time > this.#first + DAY ? entry.time : 0;
    const naive = known ?? { item: { id: entry.id, ...NO_FIELDS, publishedAt }, declared: new Set(), isRemoved: false };
    this.items.set(entry.id, naive);
    if (entry.source === "declared") naive.isRemoved = false;
    if (naive.isRemoved) return;
    for (const [field, value] of Object.entries(entry.fields))
      this.#say(naive, field as keyof ItemFields, value, entry);
  }

  #say(naive: Naive, field: keyof ItemFields, value: unknown, { source }: { source: ItemSource }): void {
    const isEmpty = field !== "type" && JSON.stringify([value]) === JSON.stringify([NO_FIELDS[field]]);
    const isDeclared = naive.declared.has(field);
    if (source === "observed" && (isDeclared || isEmpty || !OBSERVED.has(field))) return;
    if (source === "declared" && isEmpty && !isDeclared) return;
    naive.item = { ...naive.item, [field]: value };
    if (source === "declared" && isEmpty) naive.declared.delete(field);
    else if (source === "declared") naive.declared.add(field);
  }
}

const text = fc.oneof(fc.constantFrom("", "a", "b", "Schuh", "靴", "𝒳"), fc.string({ maxLength: 12, unit: "binary" }));
const name = text.filter((value) => value !== "");
const fields: fc.Arbitrary<ItemFields> = fc.record(
  {
    type: fc.constantFrom("product", "article"),
    title: text,
    url: text,
    image: text,
    category: text,
    brand: text,
    group: text,
    colour: text,
    price: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
    oldPrice: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    inStock: fc.boolean(),
    publishedAt: fc.constantFrom(0, 5, 7),
    expiresAt: fc.constantFrom(9, Number.POSITIVE_INFINITY),
    tags: fc.array(name, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const id = fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), name);
const time = fc.constantFrom(1, DAY, DAY + 1, DAY + 2);
const entry: fc.Arbitrary<CatalogueEntry> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("item" as const),
      id,
      source: fc.constantFrom<ItemSource>("declared", "observed"),
      time,
      fields,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("removed" as const), id, time }) },
);

function contentOf(catalogue: Catalogue): unknown {
  return Array.from({ length: catalogue.count }, (_, row) => ({
    item: catalogue.item(row),
    isRemoved: ((catalogue.columns.flags[row] as number) & REMOVED) !== 0,
  }));
}

function naiveContent({ items }: NaiveFold): unknown {
  return [...items.values()].map(({ item, isRemoved }) => ({ item, isRemoved }));
}

describe("the catalogue's fold", () => {
  it("gives snapshots equal to a naive fold, and each stays so while the fold goes on", () => {
    const run = fc.array(fc.record({ entry, isSnapshot: fc.boolean() }), { maxLength: 120 });
    fc.assert(
      fc.property(run, (steps) => {
        const [fold, naive] = [new CatalogueFold(), new NaiveFold()];
        const taken: { readonly catalogue: Catalogue; readonly wanted: unknown }[] = [];
        for (const [n, step] of steps.entries()) {
          fold.append(n + 1, step.entry);
          naive.append(step.entry);
          if (!step.isSnapshot) continue;
          const catalogue = openCatalogue(structuredClone(fold.snapshot()));
          expect(catalogue.position).toBe(n + 1);
          taken.push({ catalogue, wanted: naiveContent(naive) });
        }
        for (const { catalogue, wanted } of taken) {
          expect(contentOf(catalogue)).toEqual(wanted);
          checkIndexes(catalogue);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keeps every snapshot through growth and the sweeping of old texts", () => {
    const fold = new CatalogueFold();
    const naive = new NaiveFold();
    const taken: { readonly catalogue: Catalogue; readonly wanted: unknown }[] = [];
    const say = (seq: number, id: string, said: ItemFields): void => {
      const record: CatalogueEntry = { kind: "item", id, source: "declared", time: 1, fields: said };
      fold.append(seq, record);
      naive.append(record);
    };
    let seq = 0;
    for (let round = 0; round < 12; round++) {
      for (let i = 0; i < 300 * (round + 1); i++)
        say(++seq, `i${i}`, { title: `${round} `.repeat(400), brand: `b${i % 7}`, price: round + i });
      taken.push({ catalogue: openCatalogue(fold.snapshot()), wanted: naiveContent(naive) });
    }
    for (const { catalogue, wanted } of taken) expect(contentOf(catalogue)).toEqual(wanted);
  });

  it("holds what is shown and little more, however much is said between two snapshots, and leaves what it handed out", () => {
    const fold = new CatalogueFold();
    const title = (seq: number): string => `${seq} `.repeat(100).slice(0, 200);
    const fields = (seq: number): ItemFields => ({ title: title(seq), url: `/${seq}`.padEnd(1_900, "x") });
    const taken: Catalogue[] = [];
    let seq = 0;
    for (const changes of [3_000, 20_000, 20_000, 3_000]) {
      for (let i = 0; i < changes; i++)
        fold.append(++seq, { kind: "item", id: `i${seq % 100}`, source: "declared", time: 1, fields: fields(seq) });
      const snapshot = fold.snapshot();
      expect(snapshot.texts.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(2 ** 25);
      taken.push(openCatalogue(snapshot));
    }
    for (const catalogue of taken) {
      for (let row = 0; row < catalogue.count; row++) {
        const newest = catalogue.position - ((catalogue.position - Number(catalogue.id(row).slice(1))) % 100);
        expect([catalogue.title(row), catalogue.item(row).url]).toEqual([title(newest), fields(newest).url]);
      }
    }
  });

  it("finds what a declaration would change, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), id, fields, (entries, about, said) => {
        const fold = new CatalogueFold();
        for (const [n, each] of entries.entries()) fold.append(n + 1, each);
        const changes = fold.changesOf(about, said);
        if (changes === undefined) {
          const before = contentOf(openCatalogue(fold.snapshot()));
          fold.append(entries.length + 1, { kind: "item", id: about, source: "declared", time: 1, fields: said });
          expect(contentOf(openCatalogue(fold.snapshot()))).toEqual(before);
          return;
        }
        const alone = { kind: "item", id: about, source: "declared", time: 1 } as const;
        fold.append(entries.length + 1, { ...alone, fields: changes });
        expect(fold.changesOf(about, said)).toBeUndefined();
      }),
    );
  });

  it("tells of an observation only what is not held and not declared", () => {
    const fold = new CatalogueFold();
    const base = { kind: "item", time: 1 } as const;
    fold.append(1, { ...base, id: "shoe", source: "declared", fields: { type: "product", title: "Shoe", price: 9 } });
    fold.append(2, {
      ...base,
      id: "shoe",
      source: "observed",
      fields: { title: "SHOE", category: "shoes", inStock: false },
    });
    fold.append(3, { ...base, id: "gone", source: "declared", fields: {} });
    fold.append(4, { kind: "removed", id: "gone", time: 1 });
    const catalogue = openCatalogue(fold.snapshot());
    expect(catalogue.item(0)).toMatchObject({ title: "Shoe", category: "shoes", price: 9, inStock: true });
    const seen = { id: "shoe", type: "article", title: "Other", category: "shoes", brand: "", price: 4 };
    expect(catalogue.newsOf(seen)).toBeUndefined();
    expect(catalogue.newsOf({ ...seen, brand: "acme", category: "boots" })).toEqual({
      brand: "acme",
      category: "boots",
    });
    expect(catalogue.newsOf({ ...seen, id: "hat", price: undefined, brand: "" })).toEqual({
      type: "article",
      title: "Other",
      category: "shoes",
    });
    expect(catalogue.newsOf({ ...seen, id: "gone" })).toBeUndefined();
  });

  it("replaces live popularity, and passes over what can't be read", () => {
    const fold = new CatalogueFold();
    const popularity = { time: 5, halfLifeMs: 9, overall: [["a", 2]], trending: [], segments: {} } as const;
    fold.append(1, { kind: "popularity", popularity: { ...popularity, time: 4 } });
    fold.append(3, { kind: "popularity", popularity });
    fold.append(4, undefined);
    expect(fold.snapshot()).toMatchObject({ position: 4, count: 0, popularity });
    expect(() => fold.append(4, undefined)).toThrow(RangeError);
  });
});

function checkIndexes(catalogue: Catalogue): void {
  const rows = Array.from({ length: catalogue.count }, (_, row) => row);
  expect(rows.map((row) => catalogue.row(catalogue.id(row)))).toEqual(rows);
  expect(rows.every((row) => catalogue.title(row) === catalogue.item(row).title)).toBe(true);
  expect(catalogue.row("not there at all")).toBe(-1);
  for (const field of CODED_FIELDS) {
    const { [field]: dictionary } = catalogue.dictionaries;
    for (const row of rows) expect(dictionary.find(catalogue.item(row)[field])).toBe(catalogue.columns[field][row]);
  }
  for (const field of LISTED_FIELDS) {
    const codes = Array.from({ length: catalogue.dictionaries[field].count }, (_, code) => code);
    for (const code of codes) {
      const wanted = rows.filter((row) => code > 0 && catalogue.columns[field][row] === code);
      expect([...catalogue.rowsOf(field, code)]).toEqual(wanted);
    }
  }
}
