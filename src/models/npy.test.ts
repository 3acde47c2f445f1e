import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readColumn, writeColumn } from "./npy.js";

describe("columns as NPY files", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-npy-"));
    file = path.join(folder, "column.npy");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("come back as they were, in shared memory", async () => {
    const values = fc.oneof(
      fc.float32Array({ minLength: 0, maxLength: 50 }),
      fc.uint32Array({ minLength: 0, maxLength: 50 }),
    );
    await fc.assert(
      fc.asyncProperty(values, async (column) => {
        rmSync(file, { force: true });
        const facts = await writeColumn(file, column, [column.length]);
        const read = await readColumn(file, facts);
        expect(read.shape).toEqual([column.length]);
        expect(read.column.buffer).toBeInstanceOf(SharedArrayBuffer);
        expect([...read.column]).toEqual([...column]);
      }),
      { numRuns: 30 },
    );
  });

  it("have the header that NumPy writes", async () => {
    await writeColumn(file, Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const bytes = readFileSync(file);
    expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x93NUMPY\x01\x00");
    expect(bytes.subarray(10, 128).toString("latin1").trim()).toBe(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
    );
    expect((10 + bytes.readUInt16LE(8)) % 64).toBe(0);
    expect(bytes.byteLength).toBe(10 + bytes.readUInt16LE(8) + 24);
  });

  it("are refused when a byte was changed, cut off or added", async () => {
    const facts = await writeColumn(file, Uint32Array.of(7, 8, 9), [3]);
    const good = readFileSync(file);
    const cases: [Buffer, string][] = [
      [Buffer.concat([good, Buffer.alloc(4)]), "bytes instead of"],
      [good.subarray(0, -1), "bytes instead of"],
      [Buffer.from(good).fill(1, good.byteLength - 2), "SHA-256"],
      [Buffer.alloc(good.byteLength), "no NPY file"],
      [Buffer.from(good.toString("latin1").replace("(3,)", "(9,)"), "latin1"), "9 numbers"],
      [Buffer.from(good.toString("latin1").replace("<u4", "<i8"), "latin1"), "header is none"],
    ];
    for (const [bytes, why] of cases) {
      writeFileSync(file, bytes);
      await expect(readColumn(file, facts)).rejects.toMatchObject({
        code: "ATTUNE_MODEL_INVALID",
        message: expect.stringContaining(why) as string,
      });
    }
    rmSync(file);
    await expect(readColumn(file, facts)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
  });
});
