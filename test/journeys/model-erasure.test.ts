/** An erasure reaches every model version that is kept: the command, real threads, the embedded log. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Running, startAttune } from "../../src/app/start.js";
import { eraseCommand } from "../../src/commands/erase.js";
import { type Configuration, requireConfiguration } from "../../src/config/index.js";
import { personToken } from "../../src/domain/person.js";
import { denseStore } from "../../src/models/dense/index.js";
import { NOBODY, saltedOwner } from "../../src/models/recommender/owners.js";
import { ModelStore } from "../../src/models/recommender/store.js";
import { modelOf } from "../harness/recommend-shop.js";
import { lastJson, runCommand } from "../harness/run-command.js";

const ADA = personToken("u:ada");
const BOB = personToken("u:bob");

let folder: string;
let configuration: Configuration;
let store: ModelStore;
let attune: Running | undefined;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-model-erasure-"));
  mkdirSync(path.join(folder, "config"));
  writeFileSync(path.join(folder, "config", "attune.yaml"), "partitions: 2\n");
  configuration = requireConfiguration(path.join(folder, "config"), {
    environment: {},
    overrides: { data: folder, models: path.join(folder, "models") },
  });
  store = new ModelStore(configuration.models);
  for (const version of ["old", "current", "newest"]) {
    const model = modelOf({ factors: { a: [1], b: [1] }, sessions: [["a", "b"], ["b", "a"], ["a"]] });
    model.sessions.owners.set([ADA, BOB, ADA].map((token) => saltedOwner(version, token)));
    await store.save({ ...model, manifest: { ...model.manifest, version } });
  }
  await store.promote("current");
});

afterEach(async () => {
  await attune?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each([true, false])("no row of the person is left in any version; models on: %s", async (enabled) => {
  const recommendations = { ...configuration.recommendations, enabled };
  const scoring = { ...configuration.scoring, enabled };
  // Rows that a training was interrupted over.
  const intent = denseStore(configuration.models, "intent");
  const kept = path.join(intent.trainingFolder(await intent.begin()), "rows");
  writeFileSync(kept, ADA);
  attune = await startAttune(
    { ...configuration, recommendations, scoring },
    { roles: ["worker"], logger: pino({ level: "silent" }) },
  );
  const erased = await runCommand(eraseCommand(), [
    "u:ada",
    "--config",
    path.join(folder, "config"),
    "--data",
    folder,
    "--json",
    "--wait",
    "60",
  ]);
  expect([erased.exitCode, lastJson(erased)["erased"]]).toEqual([0, true]);
  await expect.poll(() => existsSync(kept), { timeout: 10_000 }).toBe(false);
  for (const version of ["old", "current", "newest"]) {
    await expect.poll(async () => (await store.manifest(version)).erasedSessions, { timeout: 10_000 }).toBe(2);
    const { sessions } = await store.load(version);
    expect([...sessions.owners]).toEqual([NOBODY, saltedOwner(version, BOB), NOBODY]);
    expect([...sessions.offsets]).toEqual([0, 0, 2, 2]);
    expect([...sessions.itemSessions]).toEqual([1, 1]);
    const owner = Buffer.from(Uint32Array.of(saltedOwner(version, ADA)).buffer);
    // The files from before go once the manifest names the new ones.
    const folderOf = (name: string): string => path.join(store.versionFolder(version), name);
    const filesWith = (): string[] =>
      readdirSync(folderOf("")).filter(
        (name) => existsSync(folderOf(name)) && readFileSync(folderOf(name)).includes(owner),
      );
    await expect.poll(filesWith, { timeout: 10_000 }).toEqual([]);
  }
});
