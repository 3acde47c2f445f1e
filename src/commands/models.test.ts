import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aDenseModel } from "../../test/harness/dense-model.js";
import { type CommandResult, lastJson, runCommand } from "../../test/harness/run-command.js";
import { denseStore, type DenseStore } from "../models/dense/index.js";
import { appendEvidence, type Evidence } from "../models/versions/evidence.js";
import { promoteCommand, rollbackCommand } from "./model-versions/promote.js";
import { modelsCommand } from "./models.js";

const [OLD, NEW] = ["20260301-100000-aaaa", "20260302-100000-bbbb"];

describe("attune models", () => {
  let folder: string;
  let store: DenseStore;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-models-"));
    mkdirSync(path.join(folder, "config"));
    writeFileSync(path.join(folder, "config", "attune.yaml"), "partitions: 2\n");
    store = denseStore(path.join(folder, "models"), "propensity");
    for (const [at, version] of [OLD, NEW].entries())
      await store.save(aDenseModel("propensity", { version, createdAt: `2026-03-0${at + 1}T10:00:00.000Z` }));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const places = () => [...["--config", path.join(folder, "config")], ...["--models", path.join(folder, "models")]];
  const models = (...args: string[]): Promise<CommandResult> => runCommand(modelsCommand(), [...args, ...places()]);
  const evidence = (low: number, high: number, against = OLD): Promise<void> => {
    const found: Evidence = {
      ...{ against, measure: "log loss", rows: 900, people: 300, data: "made" },
      difference: { value: (low + high) / 2, interval: [low, high] },
      ...{ metrics: {}, theirs: {} },
    };
    return appendEvidence(store.folder, { at: "2026-03-03T00:00:00.000Z", version: NEW, ...found });
  };

  it("lists all models, or the versions of one", async () => {
    await models("promote", "propensity", OLD);
    const all = lastJson(await models("--json")) as { models: { model: string; versions: unknown[] }[] };
    expect(all.models.map(({ model }) => model)).toEqual([
      ...["recommender", "intent", "propensity", "purchase-timing", "send-time"],
    ]);
    expect(lastJson(await models("list", "propensity", "--json"))).toMatchObject({
      model: "propensity",
      current: OLD,
      shadow: null,
      versions: [
        { version: NEW, current: false, verdict: "unmeasured", metrics: expect.any(Object) as object },
        { version: OLD, current: true, verdict: "same" },
      ],
    });
    const { lines } = await models("list", "propensity");
    expect(lines.filter((line) => /^[ *+] \d{8}-/.test(line)).map((line) => line.slice(0, 22))).toEqual([
      `  ${NEW}`,
      `* ${OLD}`,
    ]);
  });

  it("promotes, says what it rests on, and goes back", async () => {
    expect(lastJson(await models("promote", "propensity", OLD, "--json"))).toMatchObject({
      ...{ model: "propensity", version: OLD, before: null, verdict: "unmeasured", evidence: null },
    });
    await evidence(-0.02, -0.01);
    const promoted = await models("promote", "propensity", NEW);
    expect(promoted.lines).toEqual([
      `propensity: ${OLD} -> ${NEW}`,
      `better than ${OLD}: log loss -0.015 (95 %: -0.02 to -0.01; lower is better) on 900 rows of 300 people, made`,
    ]);
    expect(lastJson(await models("rollback", "propensity", "--json"))).toEqual({
      ...{ model: "propensity", version: OLD, before: NEW },
    });
    // Before the first one what was learnt live spoke alone.
    expect((await models("rollback", "propensity")).lines).toEqual([`propensity: ${OLD} -> none`]);
    expect((await models("rollback", "propensity")).exitCode).toBe(1);
    // What was measured of the two says as much of the other one.
    await models("promote", "propensity", NEW);
    expect(lastJson(await models("promote", "propensity", OLD, "--json"))).toMatchObject({
      error: { code: "ATTUNE_MODEL_WORSE" },
    });
    expect(lastJson(await models("list", "propensity", "--json"))).toMatchObject({
      versions: [{ verdict: "same" }, { verdict: "worse", version: OLD }],
    });
  });

  it("refuses what is worse than the current version beyond its interval, unless it is forced", async () => {
    await models("promote", "propensity", OLD);
    await evidence(0.01, 0.02);
    const refused = await models("promote", "propensity", NEW, "--json");
    expect(refused.exitCode).toBe(1);
    expect(lastJson(refused)).toMatchObject({ error: { code: "ATTUNE_MODEL_WORSE" } });
    expect(await store.current()).toBe(OLD);
    const short = await runCommand(promoteCommand(), ["propensity", NEW, "--force", "--json", ...places()]);
    expect(lastJson(short)).toMatchObject({ version: NEW, before: OLD, verdict: "worse" });
    await runCommand(rollbackCommand(), ["propensity", ...places()]);
    // What was measured last counts.
    await evidence(-0.01, 0.02);
    expect(lastJson(await models("promote", "propensity", NEW, "--json"))).toMatchObject({ verdict: "as-good" });
  });

  it("refuses a version that was changed by hand, and keeps the one in force", async () => {
    await models("promote", "propensity", OLD);
    const weights = path.join(store.versionFolder(NEW), "weights.bin");
    const bytes = readFileSync(weights);
    bytes[0] = (bytes[0] as number) ^ 1;
    writeFileSync(weights, bytes);
    const refused = await models("promote", "propensity", NEW, "--force", "--json");
    expect(lastJson(refused)).toMatchObject({ error: { code: "ATTUNE_MODEL_INVALID" } });
    expect(await store.current()).toBe(OLD);
  });

  it("takes the place of a current version that is broken", async () => {
    await models("promote", "propensity", OLD);
    writeFileSync(path.join(store.versionFolder(OLD), "manifest.json"), "{");
    expect(lastJson(await models("promote", "propensity", NEW, "--json"))).toMatchObject({ version: NEW, before: OLD });
    expect((await models("list", "propensity", "--json")).exitCode).toBe(0);
  });

  it("puts a version into the shadow, and takes it out", async () => {
    expect(lastJson(await models("shadow", "propensity", NEW, "--json"))).toEqual({
      ...{ model: "propensity", shadow: NEW, before: null },
    });
    expect((await models("list", "propensity")).lines.join("\n")).toContain(`+ ${NEW}`);
    expect(lastJson(await models("shadow", "propensity", "--off", "--json"))).toMatchObject({
      shadow: null,
      before: NEW,
    });
    expect((await models("shadow", "propensity", "--json")).exitCode).toBe(2);
  });

  it("compares two versions by what is known of them", async () => {
    await models("promote", "propensity", OLD);
    await evidence(-0.01, 0.02);
    const compared = lastJson(
      await models("compare", "propensity", NEW, "--data", path.join(folder, "data"), "--json"),
    );
    expect(compared).toMatchObject({
      ...{ model: "propensity", version: NEW, other: OLD, verdict: "as-good", measured: false },
      evidence: { against: OLD },
    });
    expect((await models("compare", "propensity", OLD, "--json")).exitCode).toBe(2);
    expect((await models("compare", "propensity", "nothing", "--json")).exitCode).toBe(1);
  });
});
