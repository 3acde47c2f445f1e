import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseColumns } from "./columns.js";
import { readSigns } from "./read-signs.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-signs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const read = (place: string, form: { columns?: string; delimiter?: string; zone?: string } = {}) =>
  readSigns(place, {
    columns: form.columns === undefined ? undefined : parseColumns(form.columns),
    delimiter: form.delimiter ?? ",",
    zone: form.zone ?? "UTC",
  });

describe("signs of attention in a file", () => {
  it("are sorted by time; one that is said twice counts once", async () => {
    const place = file(
      "opens.csv",
      "user_id,opened\n1,2013-10-29 21:14:02.000000 UTC\n2,2013-10-28 05:00:00 UTC\n1,2013-10-28 21:14:02 UTC\n1,2013-10-28T21:14:02Z\n",
    );
    const { signs, read: rows } = await read(place);
    expect(rows).toBe(4);
    expect(signs.count).toBe(3);
    expect(signs.people[0]?.times.map((time) => new Date(time).toISOString())).toEqual([
      "2013-10-28T21:14:02.000Z",
      "2013-10-29T21:14:02.000Z",
    ]);
    expect([...(signs.people[0]?.hours ?? [])]).toEqual([21, 45]);
  });

  it("are hours of the week by the clock of the zone, over changes of clocks", async () => {
    const place = file("summer.csv", "user,time\na,2026-03-29T00:30:00Z\na,2026-03-29T01:30:00Z\n");
    const { signs } = await read(place, { zone: "Europe/Brussels" });
    expect([...(signs.people[0]?.hours ?? [])]).toEqual([6 * 24 + 1, 6 * 24 + 3]);
  });

  it.each([
    [
      "named columns, gzip",
      "orders.csv.gz",
      gzipSync('No,Who,When\n1,ann,"2026-01-05 09:00:00"\n2,,2026-01-05 09:00:00\n'),
      { columns: "Who,When" },
    ],
    ["numbered columns, no header", "ratings.dat", "ann::1::5::1767603600\n", { columns: "1,4", delimiter: "::" }],
  ])("of %s", async (_, name, content, form) => {
    const { signs } = await read(file(name, content), form);
    expect(signs.people).toEqual([{ times: [Date.UTC(2026, 0, 5, 9)], hours: Uint8Array.of(9) }]);
  });

  it("says what is wrong with a file", async () => {
    await expect(read(path.join(folder, "none.csv"))).rejects.toMatchObject({ code: "ATTUNE_INPUT_UNREADABLE" });
    await expect(read(file("empty.csv", "user_id,opened\n"))).rejects.toMatchObject({ code: "ATTUNE_INPUT_EMPTY" });
    await expect(read(file("other.csv", "a,b\n1,2\n"))).rejects.toMatchObject({ code: "ATTUNE_USAGE" });
    await expect(read(file("ok.csv", "user,time\n"), { columns: "user,when" })).rejects.toMatchObject({
      code: "ATTUNE_USAGE",
    });
    await expect(read(file("bad.csv", "user,time\n1,2026-01-01\n1,soon\n"))).rejects.toMatchObject({
      code: "ATTUNE_INPUT_UNREADABLE",
      place: { line: 3 },
    });
    expect(() => parseColumns("user")).toThrowError(expect.objectContaining({ code: "ATTUNE_USAGE" }));
  });
});
