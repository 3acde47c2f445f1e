import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Interactions, KINDS } from "../interactions.js";
import { type FormOptions, formOf, readFile, type ReadOptions, type RejectedRow } from "./index.js";

/** Readable rows of what was read. */
function rowsOf({ count, people, items, person, item, kind, time }: Interactions): string[] {
  return Array.from({ length: count }, (_, at) =>
    [people[person[at] as number], items[item[at] as number], KINDS[kind[at] as number], time[at]].join(" "),
  );
}

describe("interactions from a file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-read-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function read(name: string, content: string | Uint8Array, form: FormOptions = {}, options: ReadOptions = {}) {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    const { interactions, ...counts } = await readFile(file, formOf(file, form), options);
    return { rows: rowsOf(interactions), interactions, ...counts };
  }

  it("reads the data sets that it has presets for", async () => {
    const taobao = "1,9,77,pv,1511544070\n1,8,77,buy,1511544071\n2,9,77,fav,1511544072\n2,9,77,cart,1511544073\n";
    expect((await read("UserBehavior.csv", taobao, { preset: "taobao" })).rows).toEqual([
      "u:1 9 view 1511544070000",
      "u:1 8 order 1511544071000",
      "u:2 9 save 1511544072000",
      "u:2 9 cart 1511544073000",
    ]);
    const ratings = ["u:196 242 view 881250949000"];
    expect((await read("u.data", "196\t242\t3\t881250949\n", { preset: "movielens" })).rows).toEqual(ratings);
    expect((await read("r.dat", "196::242::8::881250949\r\n", { preset: "movietweetings" })).rows).toEqual(ratings);
    expect((await read("ml.train.rating", "196\t242\t3\t881250949\n", { preset: "ncf" })).rows).toEqual(ratings);
    const sessions = "SessionId\tItemId\tTime\n11\t5\t1396808691.295\n";
    expect((await read("rsc15.txt", sessions, { preset: "sessions" })).rows).toEqual(["a:11 5 view 1396808691295"]);
  });

  it("maps columns by number and by header, packed or not", async () => {
    const byNumber = { columns: "user=1,item=2,time=4,rating=3", delimiter: "::", threshold: 4 };
    const numbered = await read("some.dat", "1::a::5::100\n1::b::3::101\n", byNumber);
    expect([numbered.rows, numbered.ignored]).toEqual([["u:1 a view 100000"], 1]);
    const csv =
      '\ufeffat,"cust omer",sku,what,cost\n2026-01-01T00:00:00Z,ann,"x,""1""\nz",see,2.5\n2026-01-02,ben,y,buy,\n';
    const form = { columns: "user=cust omer,item=sku,time=at,kind=what,price=cost", kinds: "see=view,buy=order" };
    const named = await read("some.csv.gz", gzipSync(csv), form);
    expect(named.rows).toEqual(['u:ann x,"1"\nz view 1767225600000', "u:ben y order 1767312000000"]);
    expect([...named.interactions.prices]).toEqual([2.5, Number.NaN]);
    const tabs = await read("t.csv", "u\ti\t5000\n", {
      columns: "user=1,item=2,time=3",
      delimiter: "tab",
      kinds: "*=order",
    });
    expect(tabs.rows).toEqual(["u:u i order 5000000"]);
  });

  it("knows the usual names of columns and kinds where none are given", async () => {
    const csv =
      "user_id,Product ID,Timestamp,event,category,price\nann,s1,1767225600,Product Viewed,shoes,40\nann,s1,1767225601,search,,\n,s1,1767225602,view,,\n";
    const { rows, ignored, interactions } = await read("shop.csv", csv);
    expect([rows, ignored]).toEqual([["u:ann s1 view 1767225600000"], 2]);
    expect([interactions.categories, [...interactions.prices], interactions.source]).toEqual([
      ["shoes"],
      [40],
      "shop.csv",
    ]);
    const json =
      '{"userId":"ann","item":7,"time":"2026-01-01","kind":"purchase"}\n\n{"userId":"ben","item":7,"time":1767225600000}\n';
    expect((await read("shop.ndjson", json)).rows).toEqual([
      "u:ann 7 order 1767225600000",
      "u:ben 7 view 1767225600000",
    ]);
  });

  it("reads Parquet, whatever types its columns have", async () => {
    const columnData = [
      { name: "user", data: [1n, 2n, 1n], type: "INT64" as const },
      { name: "sku", data: ["a", "b", "a"], type: "STRING" as const },
      { name: "at", data: [3, 1, 2].map((second) => new Date(second * 1_000)), type: "TIMESTAMP" as const },
      { name: "unused", data: [0.5, 0.5, 0.5], type: "DOUBLE" as const },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 }));
    const { rows } = await read("shop.parquet", bytes, { columns: "user=user,item=sku,time=at" });
    expect(rows).toEqual(["u:2 b view 1000", "u:1 a view 2000", "u:1 a view 3000"]);
  });

  it("reads Segment calls as the engine would: merges, orders reported twice, history", async () => {
    const lines = [
      {
        type: "track",
        messageId: "m1",
        anonymousId: "phone",
        event: "Product Viewed",
        properties: { product_id: "s1", price: 30 },
      },
      {
        type: "track",
        messageId: "m1",
        anonymousId: "phone",
        event: "Product Viewed",
        properties: { product_id: "s1" },
      },
      { type: "identify", messageId: "m2", userId: "ann", anonymousId: "phone", traits: {} },
      ...["m3", "m4"].map((messageId) => ({
        type: "track",
        messageId,
        userId: "ann",
        event: "Completed Order",
        properties: { order_id: "o1", products: [{ product_id: "s1" }, { sku: "s2" }] },
      })),
      { type: "page", messageId: "m5", userId: "ann", name: "Home" },
    ].map((call, second) => JSON.stringify({ ...call, timestamp: new Date(second * 1_000).toISOString() }));
    const { rows, read: all, ignored } = await read("calls.ndjson", `${lines.join("\n")}\n`, { preset: "segment" });
    expect(rows).toEqual(["u:ann s1 view 0", "u:ann s1 order 3000", "u:ann s2 order 3000"]);
    expect([all, ignored]).toEqual([6, 4]);
  });

  it("sorts by time, and leaves equal times in the order of the file", async () => {
    const csv = "user,item,time\nu,c,2\nu,a,1\nu,b,1\nv,d,1\nv,e,0\n";
    expect((await read("ties.csv", csv)).rows.map((row) => row.split(" ")[1])).toEqual(["e", "a", "b", "d", "c"]);
  });

  it("stops before the end that is given", async () => {
    const csv = "user,item,time\nu,a,1\nu,b,2\nu,c,3\n";
    const { rows, ignored, interactions } = await read("until.csv", csv, {}, { until: 2_000 });
    expect([rows, ignored]).toEqual([["u:u a view 1000"], 2]);
    expect(interactions.source).toContain("before 1970-01-01T00:00:02.000Z");
  });

  it("names rows that can't be read by file and line, and goes on past a few", async () => {
    const rejected: RejectedRow[] = [];
    const onRejected = (row: RejectedRow): void => void rejected.push(row);
    const good = Array.from({ length: 400 }, (_, n) => `u,i${n},${n}`).join("\n");
    const csv = `user,item,time\nu,a,yesterday\nu,,7\n${good}\n`;
    const { interactions, read: all } = await read("few.csv", csv, {}, { onRejected });
    expect([interactions.count, all]).toEqual([400, 402]);
    expect(rejected).toMatchObject([
      { file: path.join(folder, "few.csv"), line: 2, code: "ATTUNE_EVENT_TIME" },
      { line: 3, code: "ATTUNE_EVENT_FIELD" },
    ]);
  });

  it("doesn't take times to come or numbers without end", async () => {
    const good = Array.from({ length: 400 }, (_, n) => `u,i${n},${n},5`).join("\n");
    const csv = `user,item,time,price\nu,later,${Date.now() + 7 * 86_400_000},5\nu,dear,7,1e999\n${good}\n`;
    const { interactions, rejected } = await read("future.csv", csv);
    expect([interactions.count, rejected, interactions.items.length]).toEqual([400, 2, 400]);
  });

  it("gives up on a file that is another one", async () => {
    const broken = 'user,item,time\nu,a,1\nu,"b"x,2\nu,c,3\n';
    const cases: [string, string | Uint8Array, FormOptions, object][] = [
      ["broken.csv", broken, {}, { code: "ATTUNE_INPUT_UNREADABLE", place: { line: 3 } }],
      ["half.csv.gz", gzipSync("user,item,time\nu,a,1\n").subarray(0, 30), {}, { code: "ATTUNE_INPUT_UNREADABLE" }],
      ["no.parquet", "no parquet at all", {}, { code: "ATTUNE_INPUT_UNREADABLE" }],
      ["json.ndjson", "[1]\n", {}, { code: "ATTUNE_INPUT_UNREADABLE", place: { line: 1 } }],
      ["empty.csv", "user,item,time\n", {}, { code: "ATTUNE_INPUT_EMPTY" }],
      ["names.csv", "a,b\n1,2\n", {}, { code: "ATTUNE_USAGE" }],
      ["form.bin", "1,2,3\n", {}, { code: "ATTUNE_USAGE" }],
      ["x.csv", "a,b\n1,2\n", { columns: "user=a,item=b,time=c" }, { code: "ATTUNE_USAGE" }],
      [
        "x.csv",
        "1,2,3\n",
        { columns: "user=0,item=1,time=2" },
        { code: "ATTUNE_USAGE", message: "--columns: columns are numbered from 1" },
      ],
      ["x.csv", "1,2,3\n", { columns: "who=1" }, { code: "ATTUNE_USAGE" }],
      ["x.csv", "1,2,3\n", { preset: "taobao", kinds: "pv=look" }, { code: "ATTUNE_USAGE" }],
    ];
    for (const [name, content, form, error] of cases)
      await expect(read(name, content, form), `${name} ${form.columns ?? ""}`).rejects.toMatchObject(error);
    const missing = path.join(folder, "missing.csv");
    await expect(readFile(missing, formOf(missing, {}))).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE" });
  });

  it("stays bounded on a file without line breaks, and tells how far it is", async () => {
    const long = `user,item,time\nu,a,1\n${"x".repeat(3_000_000)}`;
    await expect(read("long.csv", long)).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE" });
    const many = `user,item,time\n${Array.from({ length: 50_000 }, (_, n) => `u${n % 99},i${n % 77},${n}`).join("\n")}\n`;
    const told: [number, number][] = [];
    await read("many.csv", many, {}, { onProgress: (done, total) => told.push([done, total]) });
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toEqual([many.length, many.length]);
    expect(told.every(([done], at) => at === 0 || done >= (told[at - 1] as [number, number])[0])).toBe(true);
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(read("many.csv", many, {}, { signal })).rejects.toThrow("stopped");
  });
});
