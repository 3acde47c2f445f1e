/** A promoted model and a changed catalogue reach the partitions' threads while events go on: real threads, the embedded log, the real clock. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSources } from "../../src/app/open-sources.js";
import { verifyReplay } from "../../src/app/replay.js";
import { type Running, startAttune } from "../../src/app/start.js";
import { buildEngineContext, type Configuration, requireConfiguration, shippedFolder } from "../../src/config/index.js";
import type { Message } from "../../src/domain/message.js";
import { partitionOfPerson, personToken } from "../../src/domain/person.js";
import { normaliseCall } from "../../src/domain/wire/index.js";
import { decodeMessage } from "../../src/domain/wire/outbound.js";
import { createEngine } from "../../src/engine/index.js";
import { ModelStore } from "../../src/models/recommender/store.js";
import { catalogueEntry } from "../../src/worker/effects.js";
import { readTopic } from "../../src/app/read-topic.js";
import { type Call, track } from "../harness/calls.js";
import { modelOf } from "../harness/recommend-shop.js";

let folder: string;
let configuration: Configuration;
let attune: Running;
let calls = 0;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-reload-"));
  const read = requireConfiguration(shippedFolder(), {
    environment: {},
    overrides: { data: folder, models: path.join(folder, "models"), partitions: 2, threads: 2, port: 0 },
  });
  configuration = { ...read, recommendations: { ...read.recommendations, refreshMs: 100 } };
  attune = await startAttune(configuration, { roles: ["worker"], logger: pino({ level: "silent" }) });
});

afterEach(async () => {
  await attune.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(call: Call): Promise<void> {
  const messageId = `call-${++calls}`;
  const now = Date.now();
  const checked = normaliseCall({ ...call, messageId }, { receivedAt: now, source: "test", newId: () => messageId });
  if (!checked.ok) throw new Error(checked.message);
  const { person, payload, token } = checked;
  const partition = partitionOfPerson(person, attune.log.partitions);
  await attune.log.append([{ topic: "events", partition, id: messageId, payload, person: token }]);
}

async function promote(version: string, factors: Record<string, number[]>): Promise<void> {
  const store = new ModelStore(configuration.models);
  const model = modelOf({ factors });
  await store.save({ ...model, manifest: { ...model.manifest, version } });
  await store.promote(version);
}

async function messagesTo(who: string): Promise<Message[]> {
  const found: Message[] = [];
  const token = personToken(`u:${who}`);
  for await (const record of readTopic(attune.log, "actions")) {
    const message = record.headers()["attune-person"] === token ? decodeMessage(record.payload) : undefined;
    if (message !== undefined) found.push(message);
  }
  return found;
}

/** Different people: the slot's own cool-down is hours. */
async function shownTo(who: string): Promise<Message | undefined> {
  await send(track(who, "Product Viewed", { product_id: "lamp-1" }));
  await send(track(who, "Slot Requested", { slot: "home-banner" }));
  await expect.poll(async () => (await messagesTo(who)).length, { timeout: 10_000 }).toBe(1);
  return (await messagesTo(who))[0];
}

it("promotes without a restart", async () => {
  const items = ["lamp-1", "lamp-2", "lamp-3", "shoe-1", "shoe-2", "shoe-3"];
  await attune.log.append(
    items.map((id) => catalogueEntry({ kind: "item", id, source: "declared", time: 1, fields: { title: id } })),
  );
  const people = Array.from({ length: 200 }, (_, i) => `p${i}`);
  const nextOf = (partition: number): string => {
    const at = people.findIndex((who) => partitionOfPerson(`u:${who}`, 2) === partition);
    return people.splice(at, 1)[0] as string;
  };
  // Whoever asks before has nothing from a model.
  await promote("one", Object.fromEntries(items.map((id, i) => [id, id.startsWith("lamp") ? [1, i / 10] : [0, 1]])));
  for (const partition of [0, 1]) {
    await expect.poll(async () => (await shownTo(nextOf(partition)))?.recommender, { timeout: 20_000 }).toBe("one@6");
  }
  const lamps = (await shownTo(nextOf(0)))?.recommendations?.map(({ id }) => id) ?? [];
  expect(lamps.slice(0, 2).toSorted()).toEqual(["lamp-2", "lamp-3"]);

  const shoes = (id: string) => id.startsWith("shoe") || id === "lamp-1";
  await promote("two", Object.fromEntries(items.map((id, i) => [id, shoes(id) ? [1, i / 10] : [0, 1]])));
  for (const partition of [0, 1]) {
    await expect.poll(async () => (await shownTo(nextOf(partition)))?.recommender, { timeout: 20_000 }).toBe("two@6");
  }
  expect((await shownTo(nextOf(1)))?.recommendations?.[0]?.id).toMatch(/^shoe/);

  const context = buildEngineContext(configuration);
  const sources = openSources(configuration, attune.log, context.recommendations);
  const report = await verifyReplay(attune.log, attune.state, createEngine(context), sources);
  expect(report).toMatchObject({ equal: true, unserved: [] });
}, 60_000);
