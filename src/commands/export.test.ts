import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastJson, runCommand } from "../../test/harness/run-command.js";
import { identify, REACHABLE, track } from "../../test/harness/calls.js";
import { openTestShop, type TestShop } from "../../test/harness/open-test-shop.js";
import { shippedFolder } from "../config/index.js";
import { INTENT_FEATURES } from "../models/features.js";
import { exportCommand } from "./export.js";

describe("attune export", () => {
  let shop: TestShop;
  let folder: string;
  let config: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-export-"));
    config = path.join(folder, "config");
    cpSync(shippedFolder(), config, { recursive: true });
    const main = path.join(config, "attune.yaml");
    writeFileSync(main, readFileSync(main, "utf8").replace("partitions: 16", "partitions: 4"));
    shop = await openTestShop({ now: "2026-03-02T10:00:00Z", folder: config });
    for (const who of ["ann", "ben"]) {
      await shop.take(identify(who, REACHABLE));
      await shop.added(who, "shoe-1");
    }
    await shop.advance("4 h");
    const [first] = await shop.messages();
    await shop.take(track(first?.person ?? "", "Email Link Clicked", { message_id: first?.id ?? "" }));
    await shop.bought("ann", "o-1", ["shoe-1"]);
  });
  afterAll(async () => {
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => {
    const { data, models } = shop.configuration;
    return runCommand(exportCommand(), [...args, "--config", config, "--data", data, "--models", models, "--json"]);
  };
  const rows = async (file: string): Promise<Record<string, unknown>[]> =>
    parquetReadObjects({ file: await asyncBufferFromFile(path.join(folder, file)) });

  it("writes what was decided and what came of it, people as salted numbers", async () => {
    const result = await run("decisions", "outcomes", "--out", folder, "--salt", "a");
    expect(result.exitCode).toBe(0);
    expect(lastJson(result)).toMatchObject({ withPeople: false });
    const recorded = await shop.decisions();
    const decisions = await rows("decisions.parquet");
    expect(decisions.map(({ id }) => id).sort()).toEqual(recorded.map(({ id }) => id).sort());
    expect(await rows("candidates.parquet")).toHaveLength(
      recorded.reduce((sum, one) => sum + one.candidates.length, 0),
    );
    const outcomes = await rows("outcomes.parquet");
    const [first] = await shop.messages();
    expect(outcomes.find(({ message }) => message === first?.id)).toMatchObject({
      clicked: true,
      decision: first?.decision,
    });
    expect(outcomes.length).toBe((await shop.messages()).length);
    expect(JSON.stringify([decisions, outcomes], plain)).not.toMatch(/u:ann|someone@|shoe/);
    expect(new Set(decisions.map(({ person }) => person)).size).toBe(2);
    const once = decisions.map(({ person }) => person);
    await run("decisions", "--out", folder, "--salt", "a", "--with-people");
    const again = await rows("decisions.parquet");
    expect(again.map(({ person }) => person)).toEqual(once);
    expect(new Set(again.map(({ person_key }) => person_key))).toEqual(new Set(["u:ann", "u:ben"]));
    await run("decisions", "--out", folder);
    expect((await rows("decisions.parquet")).map(({ person }) => person)).not.toEqual(once);
  });

  it("has a type for each column, and null where there is nothing", async () => {
    await run("outcomes", "decisions", "--out", folder);
    const file = await asyncBufferFromFile(path.join(folder, "outcomes.parquet"));
    const { schema } = await parquetMetadataAsync(file);
    const typeOf = (name: string) => {
      const { type, converted_type, logical_type, repetition_type } = schema.find((one) => one.name === name) ?? {};
      return [logical_type?.type ?? converted_type ?? type, repetition_type];
    };
    expect(typeOf("person")).toEqual(["INT64", "OPTIONAL"]);
    expect(typeOf("revenue")).toEqual(["DOUBLE", "OPTIONAL"]);
    expect(typeOf("opened_at")[0]).toMatch(/^TIMESTAMP/);
    const outcomes = await rows("outcomes.parquet");
    expect(outcomes.map(({ left, left_at: at, undelivered }) => [left, at, undelivered])).toEqual(
      outcomes.map(() => [false, null, null]),
    );
    expect(outcomes.every(({ time, revenue }) => time instanceof Date && typeof revenue === "number")).toBe(true);
    expect(schema.map(({ name }) => name)).not.toEqual(expect.arrayContaining(["person_key"]));
  });

  it("says so where nothing can be written", async () => {
    const file = path.join(folder, "a-file");
    writeFileSync(file, "");
    const result = await run("decisions", "--out", file);
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({ error: { code: "ATTUNE_USAGE" } });
  });

  it("writes what models would have read, a row an event and a row an option", async () => {
    const result = await run("features", "--out", folder);
    expect(result.exitCode).toBe(0);
    const intent = await rows("intent-features.parquet");
    expect(intent.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["identify", "Product Added", "Order Completed"]),
    );
    expect(Object.keys(intent[0] ?? {}).filter((name) => name.startsWith("feature_"))).toEqual(
      INTENT_FEATURES.map(({ name }) => `feature_${name}`),
    );
    const order = intent.find(({ event }) => event === "Order Completed");
    expect(order?.["feature_event-order"]).toBe(1);
    const options = await rows("propensity-features.parquet");
    expect(options.some(({ action }) => action === "cart-reminder")).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
