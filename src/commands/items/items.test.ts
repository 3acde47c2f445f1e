import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandResult, lastJson, runCommand } from "../../../test/harness/run-command.js";
import { createProgram } from "../program.js";

describe("attune items", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-items-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, content: string): string {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  }

  const items = (...args: string[]): Promise<CommandResult> =>
    runCommand(createProgram(), ["items", ...args, "--data", path.join(folder, "data")]);
  const json = async (...args: string[]) => lastJson(await items(...args, "--json"));

  it("imports, lists, shows and removes", async () => {
    const file = write(
      "items.csv",
      "id,title,category,price,availability\na,Shoe,shoes,9.5,in stock\nb,Hat,hats,,sold out\n",
    );
    expect(await json("import", file)).toMatchObject({ read: 2, created: 2, rejected: 0, interrupted: false });
    expect(await json("import", file)).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    expect((await items("list")).lines).toEqual(["a  Shoe  shoes  9.5", "b  Hat  hats  out of stock"]);
    expect(await json("list", "--category", "hats")).toMatchObject({ count: 1, items: [{ id: "b", inStock: false }] });
    expect((await items("list", "--limit", "1")).lines.at(-1)).toBe("… and 1 more (--limit)");
    expect(await json("show", "a")).toEqual({
      item: { id: "a", title: "Shoe", type: "product", category: "shoes", price: 9.5, inStock: true },
    });
    expect(await json("remove", "a")).toEqual({ id: "a", removed: true });
    expect(await json("remove", "a")).toEqual({ id: "a", removed: false });
    expect(await json("list")).toMatchObject({ count: 1 });
    expect(await json("list", "--removed")).toMatchObject({ count: 2, items: [{ id: "a", removed: true }, {}] });
    const missing = await items("show", "none");
    expect([missing.exitCode, missing.errors[0]]).toEqual([1, 'ATTUNE_NOT_FOUND: the catalogue has no item "none"']);
  });

  it("says what is wrong with a feed, and goes on", async () => {
    const file = write("items.ndjson", '{"id":"a","url":"javascript:x"}\nnonsense\n{"id":"b","title":"Hat"}\n');
    const done = await items("import", file);
    expect(done.exitCode).toBe(1);
    expect(done.errors).toEqual([
      `${file}:1: ATTUNE_ITEM_FIELD: url is no http(s) link`,
      `${file}:2: ATTUNE_INPUT_UNREADABLE: it is no JSON object`,
    ]);
    expect(done.lines[0]).toMatch(/^3 rows read: 1 new, 0 changed, 0 as before, 0 removed, 2 rejected; /);
  });

  it("says whom a change of price was told", async () => {
    await json("import", write("items.ndjson", '{"id":"a","price":3}\n{"id":"b","price":3}\n'));
    const untold = await items("import", write("a.ndjson", '{"id":"a","price":2}\n'));
    expect(untold.lines[1]).toBe(
      "1 known items changed price or stock: nobody was told (--tell, or attune items changed)",
    );
    expect(await json("import", write("b.ndjson", '{"id":"b","price":2}\n'), "--tell")).toMatchObject({
      changed: 1,
      news: 1,
      told: { people: 0, appended: 0, duplicates: 0 },
    });
  });

  it("refuses a feed that lacks too much, unless forced, and wrong usage", async () => {
    const lines = Array.from({ length: 6 }, (_, i) => `{"id":"i${i}"}`);
    await json("import", write("all.ndjson", lines.join("\n")));
    const few = write("few.ndjson", lines.slice(0, 2).join("\n"));
    const refused = await items("import", few, "--complete");
    expect([refused.exitCode, refused.errors[0]]).toEqual([
      1,
      "ATTUNE_ITEMS_MISSING: the feed lacks 4 of the 6 items known: nothing was removed",
    ]);
    expect(await json("import", few, "--complete", "--force")).toMatchObject({ removed: 4 });
    const wrong: readonly (readonly string[])[] = [
      [write("feed", ""), "--force"],
      [few, "--force"],
      [few, "--columns", "title=a"],
      [write("feed.xml", "<rss/>"), "--columns", "id=a"],
      [few, "--delimiter", "ab"],
    ];
    for (const args of wrong) expect((await items("import", ...args)).exitCode).toBe(2);
  });
});
