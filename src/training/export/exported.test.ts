import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closing } from "./exported.js";
import { type Column, ParquetFile } from "./parquet-file.js";

const COLUMNS: readonly Column<number>[] = [
  { name: "number", type: "INT64", read: (n) => BigInt(n) << 40n },
  { name: "odd", type: "STRING", read: (n) => (n % 2 === 0 ? undefined : `odd ${n}`) },
];

describe("files that are exported", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "attune-exported-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => new ParquetFile(path.join(folder, name), COLUMNS);

  it("hold any number of rows, a part of them in memory", async () => {
    const one = file("one");
    await closing([one], async () => {
      for (let n = 0; n < 45_000; n++) one.add(n);
    });
    const buffer = await asyncBufferFromFile(one.path);
    expect((await parquetMetadataAsync(buffer)).row_groups).toHaveLength(3);
    const rows = await parquetReadObjects({ file: buffer, rowStart: 44_998 });
    expect(rows).toEqual([
      { number: 44_998n << 40n, odd: null },
      { number: 44_999n << 40n, odd: "odd 44999" },
    ]);
  });

  it("are all there, or none, whatever fails; what was there before stays", async () => {
    const broken = { path: "", rows: 0, name: () => {}, abandon: () => {} };
    const before = path.join(folder, "one");
    writeFileSync(before, "before");
    const fails = {
      ...broken,
      finish: () => {
        throw new Error("the disk is full");
      },
    };
    await expect(closing([file("one"), fails], async () => {})).rejects.toThrow("full");
    expect(readdirSync(folder)).toEqual(["one"]);
    await expect(closing([file("two")], () => Promise.reject(new Error("the log is gone")))).rejects.toThrow("gone");
    expect(existsSync(path.join(folder, "two.part"))).toBe(false);
  });
});
