import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLog } from "../../app/open-adapters.js";
import type { SegmentEvent } from "../../domain/event.js";
import { type DeadLetter, decodeDeadLetter, parseEvent } from "../../domain/wire/index.js";
import type { EventLog } from "../../ports/event-log.js";
import { csvPreset, parseCsvMapping } from "./csv-preset.js";
import type { Preset } from "./preset.js";
import { type ImportOptions, type ImportResult, runImport } from "./run-import.js";
import { segmentPreset } from "./segment-preset.js";
import { taobaoPreset } from "./taobao-preset.js";

let folder: string;
let log: EventLog;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-import-"));
  log = await openLog({ log: `embedded:${folder}/data`, state: "", partitions: 2 });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

function importText(
  preset: Preset,
  content: string | Buffer,
  options: Partial<ImportOptions> = {},
): Promise<ImportResult> {
  const file = path.join(folder, "rows.txt");
  writeFileSync(file, content);
  return runImport(log, {
    file,
    preset,
    factor: undefined,
    isHistory: false,
    isSorted: false,
    limit: Number.POSITIVE_INFINITY,
    startProgress: () => ({ update() {}, stop() {} }),
    isStopped: () => false,
    ...options,
  });
}

/** Every event of the log, each partition in its order. */
async function events(): Promise<SegmentEvent[]> {
  const found: SegmentEvent[] = [];
  for (let partition = 0; partition < log.partitions; partition++) {
    for (const { payload, storedAt } of await records("events", partition)) {
      const parsed = parseEvent(payload, { storedAtMs: storedAt / 1_000, internal: false });
      if (parsed.ok) found.push(parsed.event as SegmentEvent);
    }
  }
  return found;
}

async function letters(): Promise<DeadLetter[]> {
  return (await records("dead", undefined)).map(({ payload }) => decodeDeadLetter(payload) as DeadLetter);
}

async function records(topic: "events" | "dead", partition: number | undefined) {
  const { first, count } = await log.bounds(topic, partition);
  const reader = await log.read(topic, partition, { seq: first });
  const found = [];
  while (found.length < count) {
    await reader.wait(1_000);
    found.push(...reader.take(1_000));
  }
  await reader.close();
  return found;
}

describe("taobao", () => {
  const ROWS = "1,11,5,pv,1511544070\n2,22,6,buy,1511544000\n1,12,5,cart,1511544060\n1,13,5,fav,1511544080\n";

  test("rows become Segment calls of the right kind, in the order of time", async () => {
    expect(await importText(taobaoPreset(), ROWS)).toMatchObject({ read: 4, accepted: 4, rejected: 0, duplicates: 0 });
    const ofOne = (await events()).filter(({ userId }) => userId === "1");
    expect(ofOne.map(({ name, time, properties }) => [name, time, properties["product_id"]])).toEqual([
      ["Product Added", 1_511_544_060_000, "12"],
      ["Product Viewed", 1_511_544_070_000, "11"],
      ["Product Added to Wishlist", 1_511_544_080_000, "13"],
    ]);
    const order = (await events()).find(({ userId }) => userId === "2");
    expect(order).toMatchObject({
      name: "Order Completed",
      properties: { products: [{ product_id: "22", category: "6", quantity: 1 }] },
    });
  });

  test("equal times keep the order of the file", async () => {
    await importText(taobaoPreset(), Array.from({ length: 50 }, (_, i) => `7,${i},1,pv,1511544070`).join("\n"));
    expect((await events()).map(({ properties }) => properties["product_id"])).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
  });

  test("a repeated import is recognised, another mapping or a history import is another one", async () => {
    await importText(taobaoPreset(), ROWS);
    expect(await importText(taobaoPreset(), ROWS)).toMatchObject({ read: 4, accepted: 4, duplicates: 4 });
    expect(await events()).toHaveLength(4);
    expect(await importText(taobaoPreset(), ROWS, { isHistory: true })).toMatchObject({ duplicates: 0 });
    expect((await events()).filter(({ history }) => history)).toHaveLength(4);
  });

  test("bad rows go to the dead letters with their line, and the others are taken", async () => {
    const bad = [
      "1,2,3,pv",
      "1,2,3,look,1511544070",
      "1,2,3,pv,yesterday",
      ",2,3,pv,1511544070",
      "\u0000,2,3,pv,1511544070",
    ];
    const result = await importText(
      taobaoPreset(),
      `user,item,category,behaviour,time\n1,2,3,pv,1511544070\n${bad.join("\n")}\n\n1,2,3,pv,1511544071`,
    );
    expect(result).toMatchObject({ read: 7, accepted: 2, rejected: 5 });
    const found = (await letters()).sort((a, b) => a.reason.localeCompare(b.reason));
    expect(found.map(({ reason, code }) => [reason.split(" ")[0], code])).toEqual([
      ["rows.txt:3:", "ATTUNE_EVENT_FIELD"],
      ["rows.txt:4:", "ATTUNE_EVENT_NAME"],
      ["rows.txt:5:", "ATTUNE_EVENT_TIME"],
      ["rows.txt:6:", "ATTUNE_EVENT_NO_ID"],
      ["rows.txt:7:", "ATTUNE_EVENT_BAD_ID"],
    ]);
    expect(Buffer.from(found[0]?.payload ?? []).toString()).toBe("1,2,3,pv");
  });

  test("a limit, a stop, and a file in order that isn't held", async () => {
    expect(await importText(taobaoPreset(), ROWS, { limit: 2 })).toMatchObject({ read: 2 });
    expect(await importText(taobaoPreset(), ROWS, { isStopped: () => true })).toMatchObject({ read: 0 });
    expect(await importText(taobaoPreset(), `${ROWS}\n`, { isSorted: true })).toMatchObject({ read: 4, accepted: 4 });
  });

  test("a paced import ends now, keeps the distances, and puts nothing into the future", async () => {
    const before = Date.now();
    await importText(taobaoPreset(), "1,1,1,pv,1511544000\n1,2,1,pv,1511544100\n1,3,1,pv,1511544200\n", {
      factor: 1_000,
    });
    const times = (await events()).map(({ time }) => time);
    expect(times.map((time) => time - (times[0] as number))).toEqual([0, 100_000, 200_000]);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
    expect(times.at(-1)).toBeGreaterThanOrEqual(before);
  });
});

describe("segment", () => {
  const call = {
    type: "track",
    event: "Product Viewed",
    userId: "ada",
    timestamp: "2026-11-01T10:00:00Z",
    properties: { product_id: "lamp" },
  };

  test("NDJSON, packed with gzip or not, keeps messageIds and times", async () => {
    const text = [
      { ...call, messageId: "m1" },
      { ...call, sentAt: "2020-01-01T00:00:00Z", timestamp: "2026-11-01T09:00:00Z" },
    ]
      .map((each) => JSON.stringify(each))
      .join("\r\n");
    expect(await importText(segmentPreset(), gzipSync(text))).toMatchObject({ read: 2, accepted: 2 });
    const [first, second] = await events();
    expect(first?.time).toBe(Date.UTC(2026, 10, 1, 9));
    expect(second).toMatchObject({ id: "m1", time: Date.UTC(2026, 10, 1, 10), source: "import-segment" });
  });

  test.each([
    ["no JSON", "{", "ATTUNE_EVENT_NOT_JSON"],
    ["a list", "[]", "ATTUNE_EVENT_NOT_JSON"],
    ["no id", '{"type":"track","event":"a"}', "ATTUNE_EVENT_NO_ID"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "ATTUNE_EVENT_NOT_UTF8"],
    ["too large a line", `{"a":"${"x".repeat(1_100_000)}"}`, "ATTUNE_EVENT_TOO_LARGE"],
  ])("%s is rejected", async (_, line, code) => {
    expect(await importText(segmentPreset(), line)).toMatchObject({ read: 1, rejected: 1 });
    expect((await letters()).map((letter) => letter.code)).toEqual([code]);
  });

  test("a file that ends too early in its gzip stream is a clear error", async () => {
    const packed = gzipSync(JSON.stringify(call).repeat(100));
    await expect(importText(segmentPreset(), packed.subarray(0, packed.length - 10))).rejects.toMatchObject({
      code: "ATTUNE_INPUT_UNREADABLE",
    });
  });
});

describe("csv", () => {
  const CSV =
    'customer,sku,what,"when",paid\nada,"lamp, red",view,2026-11-01T10:00:00Z,\nada,"say ""hi""",buy,1793527200,"12.5"\n';

  test("columns by header, events by name, quotes as in RFC 4180", async () => {
    const mapping = parseCsvMapping(
      "user=customer,item=sku,event=what,time=when,value=paid",
      "view=Product Viewed,buy=Order Completed",
    );
    expect(await importText(csvPreset(mapping), CSV)).toMatchObject({ read: 2, accepted: 2 });
    const [order, view] = (await events()).sort((a, b) => a.name.localeCompare(b.name));
    expect(view).toMatchObject({ name: "Product Viewed", properties: { product_id: "lamp, red" } });
    expect(order).toMatchObject({
      name: "Order Completed",
      properties: { value: 12.5, products: [{ product_id: 'say "hi"' }] },
    });
  });

  test("columns by number, with and without a header, line breaks within quotes", async () => {
    const mapping = parseCsvMapping("anonymous=1,item=2,time=3", "*=Product Viewed", ";");
    const text = 'v1;"two\nlines";1793527200\nv2;x;soon\nv3;y;1793527201\n';
    expect(await importText(csvPreset(mapping), text)).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
    expect((await letters()).map(({ reason }) => reason)).toEqual([expect.stringContaining("rows.txt:3:")]);
    expect(await importText(csvPreset(mapping), `who;what;when\n${text}`)).toMatchObject({ read: 3 });
  });

  test("an event that isn't mapped, a number that is none, quotes that don't match", async () => {
    const mapping = parseCsvMapping("user=1,event=2,time=3,price=4", "view=Product Viewed");
    expect(
      await importText(csvPreset(mapping), 'a,view,1,2\na,sing,1,2\na,view,1,dear\na,"view"x,1,2\n'),
    ).toMatchObject({ read: 4, accepted: 1, rejected: 3 });
    expect((await letters()).map(({ code }) => code).sort()).toEqual([
      "ATTUNE_EVENT_FIELD",
      "ATTUNE_EVENT_NAME",
      "ATTUNE_EVENT_NUMBER",
    ]);
  });

  test.each([
    ["no user", "item=1,time=2", "*=a"],
    ["no time", "user=1", "*=a"],
    ["no event", "user=1,time=2", ""],
    ["an unknown field", "user=1,time=2,colour=3", "*=a"],
    ["no column", "user=,time=2", "*=a"],
  ])("a mapping with %s is a mistake of usage", (_, columns, names) => {
    expect(() => parseCsvMapping(columns, names)).toThrow(expect.objectContaining({ code: "ATTUNE_USAGE" }));
  });

  test("a header without the column that is mapped", async () => {
    const mapping = parseCsvMapping("user=customer,time=at", "*=a");
    await expect(importText(csvPreset(mapping), "customer,when\nada,1\n")).rejects.toMatchObject({
      code: "ATTUNE_USAGE",
    });
  });
});

test("a file that isn't there", async () => {
  await expect(importText(taobaoPreset(), "", { file: path.join(folder, "none") })).rejects.toMatchObject({
    code: "ATTUNE_INPUT_UNREADABLE",
  });
});
