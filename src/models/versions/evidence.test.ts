import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendEvidence, type MeasuredEvidence, readEvidence } from "./evidence.js";

describe("evidence that was measured later", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-evidence-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const evidence = (value: number): MeasuredEvidence => ({
    at: "2026-03-01T00:00:00.000Z",
    version: "b",
    against: "a",
    measure: "log loss",
    rows: 100,
    people: 10,
    difference: { value, interval: [-0.2, 0.1] },
    metrics: {},
    theirs: {},
    data: "the log",
  });

  it("stays in the order in which it was added, by several at once", async () => {
    expect(await readEvidence(folder)).toEqual([]);
    await Promise.all([0.1, 0.2, 0.3].map((value) => appendEvidence(folder, evidence(value))));
    const kept = await readEvidence(folder);
    expect(kept.map(({ difference }) => difference.value).sort()).toEqual([0.1, 0.2, 0.3]);
  });

  it("is refused before it is written where it says nothing, and what was there stays", async () => {
    const invalid = { code: "ATTUNE_MODEL_INVALID" };
    await appendEvidence(folder, evidence(0.1));
    await expect(appendEvidence(folder, evidence(Number.NaN))).rejects.toMatchObject(invalid);
    expect(await readEvidence(folder)).toHaveLength(1);
    for (const line of ["null", '{"version":"b"}', "{"]) {
      writeFileSync(path.join(folder, "evidence.ndjson"), `${line}\n`);
      await expect(readEvidence(folder), line).rejects.toMatchObject(invalid);
    }
  });
});
