import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personToken } from "../../domain/person.js";
import type { Interactions } from "../../training/interactions.js";
import { InteractionBuilder } from "../../training/read/interaction-builder.js";
import { defaultRecipe, type Recipe } from "../../training/recommender/recipe.js";
import { trainRecommender } from "../../training/recommender/train.js";
import type { RecommenderModel } from "./model.js";
import { saltedOwner } from "./owners.js";
import { ModelStore } from "./store.js";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const PEOPLE = 23;
const ITEMS = 12;

/** Even people like even items, odd people odd ones; everybody comes back the next day. */
function interactions(): Interactions {
  const builder = new InteractionBuilder();
  for (let who = 0; who < PEOPLE; who++)
    for (let step = 0; step < 6; step++) {
      const item = `item-${((who % 2) + 2 * (who + step)) % ITEMS}`;
      const time = START + who * 7_000 + step * 60_000 + (step < 3 ? 0 : 24 * HOUR);
      builder.add({ person: `u:person-${who}-of-23`, item, kind: step === 5 ? "order" : "view", time });
    }
  return builder.finish("a generated shop");
}

const recipe: Recipe = { ...defaultRecipe(), factors: { ...defaultRecipe().factors, dimension: 8, iterations: 2 } };
const token = (who: number) => personToken(`u:person-${who}-of-23`);

describe("the model store", () => {
  let folder: string;
  let store: ModelStore;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-models-"));
    store = new ModelStore(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function trained(createdAt = "2026-02-01T00:00:00.000Z"): Promise<RecommenderModel> {
    const version = await store.begin();
    return trainRecommender(interactions(), recipe, { version, createdAt, threads: 1, seed: 1 });
  }

  async function saved(createdAt?: string): Promise<string> {
    return store.save(await trained(createdAt));
  }

  const fileOf = (version: string, name: string) => path.join(store.versionFolder(version), name);

  it("gives back what was saved, over shared memory", async () => {
    const model = await trained();
    const { manifest, ...parts } = await store.load(await store.save(model));
    const { manifest: before, ...expected } = model;
    expect(parts).toEqual(expected);
    expect(parts.factors.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(parts.sessions.items.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(manifest).toEqual({ ...before, files: manifest.files });
    expect(Object.keys(manifest.files)).toContain("factors.npy");
  });

  it("refuses a version in which anything was changed, and one of another format", async () => {
    const version = await saved();
    const names = readdirSync(store.versionFolder(version)).filter((name) => !/^(CARD\.md|manifest\.json)$/.test(name));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const good = readFileSync(fileOf(version, name));
      const bad = Buffer.from(good);
      bad[bad.length - 1] = (bad.at(-1) as number) ^ 1;
      writeFileSync(fileOf(version, name), bad);
      await expect(store.load(version), name).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
      rmSync(fileOf(version, name));
      await expect(store.promote(version), name).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
      writeFileSync(fileOf(version, name), good);
    }
    expect(await store.current()).toBeUndefined();
    const manifest = readFileSync(fileOf(version, "manifest.json"), "utf8");
    const others: [string, string][] = [
      [manifest.replace('"format": 1', '"format": 2'), "format 2"],
      [manifest.replace('"items": 12', '"items": 13'), "counts other items"],
      [manifest.replace('"factors.npy"', '"../factors.npy"'), "names no file of factors"],
      [manifest.replace(`"${version}"`, '"another"'), "calls itself another"],
      [manifest.slice(0, -20), "manifest"],
    ];
    for (const [text, why] of others) {
      writeFileSync(fileOf(version, "manifest.json"), text);
      const message = expect.stringContaining(why) as string;
      await expect(store.load(version), why).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID", message });
    }
    expect(await store.list()).toMatchObject([
      { version, manifest: undefined, problem: { code: "ATTUNE_MODEL_INVALID" } },
    ]);
  });

  it("refuses to write a model that has a number that is none, or points outside", async () => {
    const model = await trained();
    const factors = model.factors.slice();
    factors[3] = Number.NaN;
    const rules = { ...model.rules, targets: model.rules.targets.map(() => ITEMS) };
    for (const broken of [
      { ...model, factors },
      { ...model, rules },
      { ...model, itemIds: model.itemIds.slice(1) },
    ])
      await expect(store.save(broken)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
    expect(await store.list()).toEqual([]);
  });

  it("promotes, remembers, and rolls back one promotion at a time", async () => {
    const [a, b, c] = [await saved(), await saved(), await saved()] as [string, string, string];
    await expect(store.rollback()).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    for (const version of [a, b, b, c]) await store.promote(version);
    expect(await store.rollback()).toEqual({ version: b, before: c });
    expect(await store.rollback()).toEqual({ version: a, before: b });
    await store.promote(c);
    expect(await store.rollback()).toEqual({ version: a, before: c });
    // Before the first there was none.
    expect(await store.rollback()).toEqual({ version: undefined, before: a });
    expect(await store.current()).toBeUndefined();
    await expect(store.rollback()).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    const lines = readFileSync(path.join(store.folder, "history.ndjson"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
      ...["promote", "promote", "promote", "promote", "rollback", "rollback", "promote", "rollback", "rollback"],
    ]);
    await expect(store.promote("20260101-000000-0000")).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
    await expect(store.promote("../../etc")).rejects.toMatchObject({ code: "ATTUNE_MODEL_UNAVAILABLE" });
  });

  it("keeps the newest, the current one and the one before it", async () => {
    const all: string[] = [];
    for (let day = 1; day <= 6; day++) all.push(await saved(`2026-02-0${day}T00:00:00.000Z`));
    const [before, current, third] = all as [string, string, string];
    await store.promote(before);
    await store.promote(current);
    expect(await store.prune(3)).toEqual([third]);
    expect((await store.list()).map(({ version, isCurrent }) => [version, isCurrent])).toEqual([
      ...[all[5], all[4], all[3]].map((version) => [version, false]),
      [current, true],
      [before, false],
    ]);
  });

  it("holds no id of a person and no table with a row a person", async () => {
    const version = await saved();
    const { people, items } = (await store.load(version)).manifest;
    expect([people, items]).toEqual([PEOPLE, ITEMS]);
    for (const name of readdirSync(store.versionFolder(version))) {
      const bytes = readFileSync(fileOf(version, name)).toString("latin1");
      expect(bytes, name).not.toContain("person-");
      for (let who = 0; who < PEOPLE; who++) expect(bytes, name).not.toContain(token(who));
      const shape = /'shape': \(([^)]*)\)/.exec(bytes)?.[1] ?? "";
      const rows = shape.split(",").map(Number);
      expect([PEOPLE, PEOPLE + 1], `${name} has ${shape}`).not.toContain(rows[0]);
    }
  });

  it("leaves no row of an erased person in any version, and all rows of the others", async () => {
    const versions = [await saved(), await saved()];
    const before = await Promise.all(versions.map((version) => store.load(version)));
    expect(await store.eraseOwner(token(5))).toEqual({ versions: 2, rows: 4 });
    for (const [index, version] of versions.entries()) {
      const { manifest, sessions } = await store.load(version);
      const owner = saltedOwner(version, token(5));
      expect([...sessions.owners]).not.toContain(owner);
      expect(manifest.erasedSessions).toBe(2);
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(owner);
      for (const name of readdirSync(store.versionFolder(version)))
        expect(readFileSync(fileOf(version, name)).includes(bytes), name).toBe(false);
      const was = (before[index] as RecommenderModel).sessions;
      for (const [row, other] of was.owners.entries()) {
        const itemsOf = (table: typeof was) => [...table.items.slice(table.offsets[row], table.offsets[row + 1])];
        if (other === owner) expect([sessions.days[row], itemsOf(sessions)]).toEqual([0, []]);
        else expect([sessions.owners[row], itemsOf(sessions)]).toEqual([other, itemsOf(was)]);
      }
    }
    expect(await store.eraseOwner(token(5))).toEqual({ versions: 0, rows: 0 });
    await store.promote(versions[0] as string);
  });

  it("erases several people at once and loses none of it", async () => {
    const version = await saved();
    const all = Array.from({ length: 6 }, (_, who) => who);
    const loading = Array.from({ length: 6 }, () => store.load(version));
    await Promise.all([...all.map((who) => new ModelStore(folder).eraseOwner(token(who))), ...loading]);
    const { manifest, sessions } = await store.load(version);
    expect(manifest.erasedSessions).toBe(12);
    for (const who of all) expect([...sessions.owners]).not.toContain(saltedOwner(version, token(who)));
    const named = readdirSync(store.versionFolder(version)).filter((name) => name.endsWith(".npy"));
    expect(named.every((name) => manifest.files[name] !== undefined)).toBe(true);
  });

  it("erases from a version that is being trained meanwhile", async () => {
    const model = await trained();
    await store.eraseOwner(token(3));
    const version = await store.save(model);
    const { manifest, sessions } = await store.load(version);
    expect(manifest.erasedSessions).toBe(2);
    expect([...sessions.owners]).not.toContain(saltedOwner(version, token(3)));
    await store.abandon(await store.begin());
    expect(readdirSync(path.join(store.folder, "versions"))).toEqual([version]);
  });

  it("clears away what a killed process left", async () => {
    const good = await saved();
    writeFileSync(fileOf(good, "sessions.items.e99.npy"), "half an erasure");
    expect(await store.eraseOwner(token(1))).toEqual({ versions: 1, rows: 2 });
    expect((await store.manifest(good)).erasedSessions).toBe(2);
    expect(existsSync(fileOf(good, "sessions.items.e99.npy"))).toBe(false);
    expect(await new ModelStore(path.join(folder, "elsewhere")).eraseOwner(token(1))).toEqual({ versions: 0, rows: 0 });
    expect(existsSync(path.join(folder, "elsewhere"))).toBe(false);
  });

  it("takes all sessions out of a version that nobody can read, and holds nobody up by it", async () => {
    const [broken, changed, good] = [await saved(), await saved(), await saved()];
    writeFileSync(fileOf(broken, "manifest.json"), "{");
    writeFileSync(fileOf(changed, "sessions.days.npy"), "changed by hand");
    expect(await store.eraseOwner(token(1))).toEqual({ versions: 3, rows: 2 });
    for (const version of [broken, changed])
      expect(readdirSync(store.versionFolder(version)).filter((name) => name.startsWith("sessions."))).toEqual([]);
    expect((await store.manifest(good)).erasedSessions).toBe(2);
    expect(await store.eraseOwner(token(1))).toEqual({ versions: 0, rows: 0 });
  });
});
