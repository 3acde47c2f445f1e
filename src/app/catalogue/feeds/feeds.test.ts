import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAttuneError } from "../../../domain/errors.js";
import { type FeedFormat, type FeedRow, formatOf, parseColumns, readFeed } from "./index.js";

const NOW = Date.UTC(2026, 2, 2, 10);

describe("a feed", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-feeds-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function rows(format: FeedFormat, content: string | Uint8Array, columns?: string): Promise<FeedRow[]> {
    const file = path.join(folder, "feed");
    writeFileSync(file, content);
    const options = { format, columns: parseColumns(columns), delimiter: ",", now: NOW };
    return all(readFeed(file, options));
  }

  it("of CSV goes by the names of its header", async () => {
    const csv = [
      "\ufeffSKU,Name,Price,Availability,Labels,Item Group ID,whatever",
      'shoe-1,"Shoe, ""light""\nand blue",19.90 EUR,in stock,a|b,shoes,x',
      "shoe-2,,,out_of_stock,,,x",
      "",
      "short,row",
      'shoe-3,Hat,"12,5",5,one,,x',
    ].join("\n");
    expect(await rows("csv", csv)).toEqual([
      {
        line: 3,
        id: "shoe-1",
        fields: { title: 'Shoe, "light"\nand blue', price: 19.9, inStock: true, tags: ["a", "b"], group: "shoes" },
      },
      { line: 4, id: "shoe-2", fields: { title: null, price: null, inStock: false, tags: null, group: null } },
      { line: 6, problem: "it has 2 columns, the header 7" },
      { line: 7, id: "shoe-3", fields: { title: "Hat", price: 12.5, inStock: true, tags: ["one"], group: null } },
    ]);
  });

  it("of CSV goes by a mapping, by name or by number", async () => {
    const wanted = [{ line: 2, id: "a", fields: { price: 3 } }];
    expect(await rows("csv", "nr,eur,id\na,3,x", "id=nr,price=eur")).toEqual(wanted);
    expect(await rows("csv", "a,3,x\nb,4,x", "id=1,price=2")).toEqual([
      { line: 1, id: "a", fields: { price: 3 } },
      { line: 2, id: "b", fields: { price: 4 } },
    ]);
    await expect(rows("csv", "nr,eur\na,3", "id=nr,price=usd")).rejects.toThrow('no column "usd"');
    await expect(rows("csv", "nr,eur\na,3")).rejects.toThrow("is an id");
    expect(() => parseColumns("id=a,weight=b")).toThrow("weight");
    expect(() => parseColumns("price=a")).toThrow("must map id");
    expect(() => parseColumns("price")).toThrow("field=column");
  });

  it("of NDJSON says nothing of keys that a row leaves out; packed or not", async () => {
    const lines = [
      '{"id":1,"title":"Shoe","tags":["a"],"publishedAt":"2026-03-01","inStock":false}',
      "no json",
      "[]",
      " \r",
      '{"product_id":"b","name":null,"sale_price":3}',
    ].join("\n");
    const wanted = [
      {
        line: 1,
        id: 1,
        fields: { title: "Shoe", tags: ["a"], publishedAt: Date.UTC(2026, 2, 1), inStock: false },
      },
      { line: 2, problem: "it is no JSON object" },
      { line: 3, problem: "it is no JSON object" },
      { line: 5, id: "b", fields: { title: null, price: 3 } },
    ];
    expect(await rows("ndjson", lines)).toEqual(wanted);
    expect(await rows("ndjson", gzipSync(lines))).toEqual(wanted);
    expect(await rows("ndjson", `{"id":"${"x".repeat(1_100_000)}"}\n{"id":"a"}`)).toEqual([
      { line: 1, problem: "it is longer than 1 MB" },
      { line: 2, id: "a", fields: {} },
    ]);
  });

  it("of Parquet has numbers, dates and lists of its own", async () => {
    const file = parquetWriteBuffer({
      columnData: [
        { name: "sku", data: ["a", "b", "c"], type: "STRING" },
        { name: "price", data: [1.5, 2, undefined], type: "DOUBLE", nullable: true },
        { name: "stock", data: [3n, 0n, 1n], type: "INT64" },
        { name: "published_at", data: [new Date(NOW), new Date(NOW), new Date(NOW)], type: "TIMESTAMP" },
      ],
      rowGroupSize: 2,
    });
    expect(await rows("parquet", new Uint8Array(file))).toEqual([
      { line: 1, id: "a", fields: { price: 1.5, inStock: true, publishedAt: NOW } },
      { line: 2, id: "b", fields: { price: 2, inStock: false, publishedAt: NOW } },
      { line: 3, id: "c", fields: { price: null, inStock: true, publishedAt: NOW } },
    ]);
    await expect(rows("parquet", "no parquet")).rejects.toThrow("can't read");
  });

  const wantedOfGoogle = [
    {
      id: "TV_1",
      fields: {
        title: 'LG 22" & more',
        url: "https://shop.example/tv",
        image: "https://shop.example/tv.jpg",
        category: "Electronics > TVs",
        brand: "LG",
        group: "TV",
        colour: "Black",
        price: 279,
        oldPrice: 299,
        inStock: true,
        expiresAt: Date.UTC(2026, 5, 1, 9),
      },
    },
    {
      id: "DVD_1",
      fields: {
        title: "Merlin",
        url: null,
        image: null,
        category: "Media",
        brand: null,
        group: null,
        colour: null,
        price: 11.99,
        oldPrice: null,
        inStock: false,
        expiresAt: null,
      },
    },
  ];

  it("of Google as RSS", async () => {
    const xml = `<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "b">]>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><link>https://shop.example</link>
<item>
  <title>LG 22" &amp; more</title><link>https://shop.example/tv</link><g:id>TV_1</g:id>
  <g:image_link>https://shop.example/tv.jpg</g:image_link>
  <g:google_product_category>404</g:google_product_category>
  <g:product_type>Electronics &gt; TVs</g:product_type><g:product_type>Other</g:product_type>
  <g:brand><![CDATA[LG]]></g:brand><g:item_group_id>TV</g:item_group_id><g:color>Black</g:color>
  <g:price>299.00 EUR</g:price><g:sale_price>279.00 EUR</g:sale_price>
  <g:sale_price_effective_date>2026-03-01T00:00Z/2026-03-31T00:00Z</g:sale_price_effective_date>
  <g:availability>in_stock</g:availability><g:expiration_date>2026-06-01T11:00+0200</g:expiration_date>
  <g:shipping><g:price>5 EUR</g:price></g:shipping>
</item>
<item><g:id>DVD_1</g:id><g:title>Merlin</g:title><g:product_type>Media</g:product_type><g:price>11.99 EUR</g:price>
  <g:sale_price>9.99 EUR</g:sale_price><g:sale_price_effective_date>2026-04-01T00:00Z/2026-04-31T00:00Z</g:sale_price_effective_date>
  <g:availability>out of stock</g:availability></item>
</channel></rss>`;
    const found = await rows("google", xml);
    expect(found).toEqual(wantedOfGoogle.map((row, i) => ({ ...row, line: i === 0 ? 4 : 15 })));
    expect(await rows("google", gzipSync(xml))).toEqual(found);
    const broken = await rows("google", xml.replace("</item>", "")).catch((error: unknown) => error);
    expect(isAttuneError(broken, "ATTUNE_INPUT_UNREADABLE")).toBe(true);
    await expect(rows("google", xml.replace("Merlin", "&a;"))).rejects.toThrow("no well-formed XML");
  });

  it("of Google stays bounded: no entity, no endless text or comment, no endless depth", async () => {
    const rss = (inner: string): string =>
      `<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>a</g:id>${inner}</item></channel></rss>`;
    const long = "x".repeat(6_000_000);
    const entities = `<!DOCTYPE rss [<!ENTITY a "${"ha".repeat(50)}">]>${rss("<title>&a;</title>")}`;
    const hostile = [rss(`<title>${long}</title>`), rss(`<!--${long}-->`), rss("<a>".repeat(1_000)), entities];
    for (const feed of hostile)
      await expect(rows("google", gzipSync(feed))).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE" });
    expect(await rows("google", rss(`<title>${"y".repeat(30_000)}</title>`))).toMatchObject([{ id: "a" }]);
  });

  it("of Google as Atom", async () => {
    const xml = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>
<entry><title>Merlin</title><link href="/merlin"/><g:id>DVD_1</g:id><g:price>11.99 EUR</g:price></entry></feed>`;
    expect(await rows("google", xml)).toMatchObject([
      {
        line: 2,
        id: "DVD_1",
        fields: { title: "Merlin", url: "/merlin", price: 11.99, oldPrice: null, inStock: null },
      },
    ]);
  });

  it("of Google as text with tabs", async () => {
    const names =
      "id\ttitle\tlink\timage link\tproduct_type\tbrand\titem_group_id\tcolor\tprice\tsale_price\tavailability\texpiration_date";
    const text = `${names}
TV_1\tLG 22" & more\thttps://shop.example/tv\thttps://shop.example/tv.jpg\tElectronics > TVs\tLG\tTV\tBlack\t299.00 EUR\t279.00 EUR\tin_stock\t2026-06-01T11:00+0200
DVD_1\tMerlin\t\t\tMedia\t\t\t\t11.99 EUR\t12 EUR\tout_of_stock\t
`;
    expect(await rows("google", text)).toEqual(wantedOfGoogle.map((row, i) => ({ ...row, line: i + 2 })));
  });

  it("is read by its name, and must be there", async () => {
    const names = ["a.csv", "a.CSV.gz", "a.jsonl", "a.ndjson", "a.parquet", "feed.xml", "feed.tsv.gz", "feed"];
    const formats = ["csv", "csv", "ndjson", "ndjson", "parquet", "google", "google", undefined];
    expect(names.map(formatOf)).toEqual(formats);
    const options = { format: "csv", columns: undefined, delimiter: ",", now: NOW } as const;
    const failure: unknown = await all(readFeed(path.join(folder, "none"), options)).catch((e: unknown) => e);
    expect(isAttuneError(failure, "ATTUNE_INPUT_UNREADABLE")).toBe(true);
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
