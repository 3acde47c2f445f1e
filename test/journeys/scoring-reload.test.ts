/** Promoted models reach the partitions' threads while events go on, and broken ones don't: real threads, the embedded log, the real clock. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSources } from "../../src/app/open-sources.js";
import { verifyReplay } from "../../src/app/replay.js";
import { type Running, startAttune } from "../../src/app/start.js";
import { buildEngineContext, type Configuration, requireConfiguration, shippedFolder } from "../../src/config/index.js";
import { partitionOfPerson, type PersonKey, personToken } from "../../src/domain/person.js";
import type { ModelVersions } from "../../src/domain/scoring.js";
import { normaliseCall } from "../../src/domain/wire/index.js";
import { createEngine } from "../../src/engine/index.js";
import { denseStore } from "../../src/models/dense/index.js";
import { scoringOf } from "../../src/worker/statistics.js";
import { type Call, track } from "../harness/calls.js";
import { aCartModel } from "../harness/cart-model.js";

const PARTITIONS = [0, 1];
/** One of each partition. */
const PEOPLE = PARTITIONS.map((partition) => {
  for (let i = 0; ; i++) if (partitionOfPerson(`u:p${i}`, PARTITIONS.length) === partition) return `p${i}`;
});

let folder: string;
let configuration: Configuration;
let attune: Running;
let lines: { level: number; code?: string; message?: string; msg: string }[];
let calls = 0;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-scoring-"));
  const read = requireConfiguration(shippedFolder(), {
    environment: {},
    overrides: { data: folder, models: path.join(folder, "models"), partitions: 2, threads: 2, port: 0 },
  });
  configuration = { ...read, scoring: { enabled: true, refreshMs: 100 } };
  lines = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as (typeof lines)[number]);
    done();
  };
  attune = await startAttune(configuration, { roles: ["worker"], logger: pino(new Writable({ write })) });
});

afterEach(async () => {
  await attune.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** It says the same of everybody. */
async function save(version: string, p: number): Promise<void> {
  const logOdds = Math.log(p / (1 - p));
  await store().save(aCartModel(version, logOdds, logOdds));
}

const store = () => denseStore(configuration.models, "intent");
const fileOf = (version: string, name: string): string => path.join(store().versionFolder(version), name);

/** As somebody would by hand: `promote` itself refuses a version that can't be read. */
function nameCurrent(version: string): void {
  writeFileSync(path.join(store().folder, "current"), `${version}\n`);
}

async function send(call: Call): Promise<void> {
  const messageId = `call-${++calls}`;
  const now = Date.now();
  const checked = normaliseCall({ ...call, messageId }, { receivedAt: now, source: "test", newId: () => messageId });
  if (!checked.ok) throw new Error(checked.message);
  const { person, payload, token } = checked;
  const partition = partitionOfPerson(person, attune.log.partitions);
  await attune.log.append([{ topic: "events", partition, id: messageId, payload, person: token }]);
}

async function inForce(): Promise<(ModelVersions | undefined)[]> {
  const stored = await Promise.all(PARTITIONS.map((partition) => attune.state.loadStatistics(partition)));
  return stored.map((statistics) => scoringOf(statistics)?.current);
}

/** What the profile says after another event. */
async function scoresOf(who: string): Promise<unknown> {
  const person: PersonKey = `u:${who}`;
  const partition = partitionOfPerson(person, attune.log.partitions);
  await send(track(who, "Product Viewed", { product_id: "lamp-1" }));
  const { last } = await attune.log.bounds("events", partition);
  await expect.poll(async () => (await attune.state.loadOffset(partition)).seq, { timeout: 10_000 }).toBe(last);
  const [bytes] = await attune.state.loadProfiles(partition, [personToken(person)]);
  const engine = createEngine(buildEngineContext(configuration));
  return bytes === undefined ? undefined : engine.describe(engine.decode(bytes))["intent"];
}

async function untilInForce(version: string): Promise<void> {
  const wanted = PARTITIONS.map(() => expect.objectContaining({ intent: version }) as unknown);
  await expect.poll(inForce, { timeout: 20_000 }).toEqual(wanted);
}

const alarms = () => lines.filter(({ msg }) => msg === "alarm").map(({ code, message }) => ({ code, message }));

it("scores with a promoted version without a restart, and with none that is broken", async () => {
  await save("one", 0.2);
  await store().promote("one");
  await untilInForce("one");
  for (const who of PEOPLE) expect(await scoresOf(who)).toMatchObject({ session: 0.2, day: 0.2, churn: 0.2 });

  await save("two", 0.6);
  await store().promote("two");
  await untilInForce("two");
  for (const who of PEOPLE) expect(await scoresOf(who)).toMatchObject({ session: 0.6 });

  const broken: [version: string, spoil: () => void][] = [
    ["corrupt", () => writeFileSync(fileOf("corrupt", "weights.bin"), Buffer.alloc(8))],
    ["swapped", () => cpSync(fileOf("one", "weights.bin"), fileOf("swapped", "weights.bin"))],
    [
      "older",
      () => {
        const manifest = JSON.parse(readFileSync(fileOf("older", "manifest.json"), "utf8")) as Record<string, unknown>;
        writeFileSync(fileOf("older", "manifest.json"), JSON.stringify({ ...manifest, schema: "0123456789abcdef" }));
      },
    ],
  ];
  for (const [version, spoil] of broken) {
    await save(version, 0.9);
    spoil();
    await expect(store().promote(version)).rejects.toMatchObject({ code: "ATTUNE_MODEL_INVALID" });
    nameCurrent(version);
    const told = expect.objectContaining({ code: "ATTUNE_MODEL_INVALID", message: expect.stringContaining(version) });
    await expect.poll(alarms, { timeout: 20_000 }).toContainEqual(told);
    // Further rounds say nothing new.
    await attune.refresh();
    await attune.refresh();
    expect(await scoresOf(PEOPLE[0] ?? "")).toMatchObject({ session: 0.6 });
  }
  expect(alarms()).toHaveLength(broken.length);

  await store().promote("one");
  await untilInForce("one");
  for (const who of PEOPLE) expect(await scoresOf(who)).toMatchObject({ session: 0.2 });
  const context = buildEngineContext(configuration);
  const sources = openSources(configuration, attune.log, context.recommendations);
  const report = await verifyReplay(attune.log, attune.state, createEngine(context), sources);
  expect(report).toMatchObject({ equal: true, unserved: [] });
}, 60_000);
