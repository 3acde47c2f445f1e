import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliveriesOf } from "../channels/dispatcher/index.js";
import { type Configuration, requireConfiguration, shippedFolder } from "../config/index.js";
import { partitionOfPerson, personToken } from "../domain/person.js";
import { encodeEvent } from "../domain/wire/index.js";
import type { StateStore } from "../ports/state-store.js";
import { openDeliveries, openState } from "./open-adapters.js";
import { type Running, startAttune } from "./start.js";
import { readStatus } from "./status.js";

/** A whole Attune: an order comes in by HTTP, a mail lies in a folder, and an erasure takes what is kept of it. */

let folder: string;
let configuration: Configuration;
let attune: Running;
let deliveries: StateStore;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-dispatch-"));
  const read = requireConfiguration(shippedFolder(), {
    environment: {},
    overrides: { data: folder, port: 0, partitions: 2, threads: 1 },
  });
  const [email] = read.dispatcher.deliveries.filter(({ channel }) => channel === "email");
  if (email === undefined) throw new Error("e-mails are delivered by default");
  const options = { ...email.options, folder: path.join(folder, "outbox") };
  configuration = { ...read, dispatcher: { ...read.dispatcher, deliveries: [{ ...email, options }] } };
  const roles = ["collector", "worker", "dispatcher"] as const;
  attune = await startAttune(configuration, { roles, logger: pino({ level: "silent" }) });
  deliveries = await openDeliveries(configuration, attune.log);
});
afterEach(async () => {
  await deliveries.close();
  await attune.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(type: string, call: object): Promise<void> {
  const authorization = `Basic ${Buffer.from("attune-dev:").toString("base64")}`;
  const headers = { authorization, "content-type": "application/json" };
  const answer = await fetch(`${attune.address}/v1/${type}`, { method: "POST", headers, body: JSON.stringify(call) });
  expect(answer.status).toBe(200);
}

const SOON = { timeout: 30_000, interval: 100 };

test("an order's thanks leave as a mail, the status counts it, and an erasure forgets it", async () => {
  expect(attune.delivering()).toEqual(["email"]);
  await send("identify", { userId: "ada", traits: { email: "ada@shop.example", consent: { email: true } } });
  const products = [{ product_id: "lamp", name: "Lamp", price: 20, quantity: 1 }];
  await send("track", { userId: "ada", event: "Order Completed", properties: { order_id: "o1", total: 20, products } });
  await expect
    .poll(() => deliveriesOf(deliveries, personToken("u:ada")), SOON)
    .toMatchObject([{ state: "sent", channel: "email" }]);
  expect(readdirSync(path.join(folder, "outbox", "email")).length).toBe(1);
  expect((await readStatus(attune.log, attune.state, deliveries)).deliveries["email"]).toMatchObject({ sent: 1 });
  const person = "u:ada";
  const payload = encodeEvent({ type: "erase", id: "erase-1", person, time: Date.now(), hops: 0 });
  const partition = partitionOfPerson(person, 2);
  const entry = {
    topic: "events",
    partition,
    id: "erase-1",
    payload,
    person: personToken(person),
    internal: true,
  } as const;
  await attune.log.append([entry]);
  await expect.poll(() => deliveriesOf(deliveries, personToken(person)), SOON).toEqual([]);
});

test("deliveries of another log's messages are refused", async () => {
  const foreign = { ...configuration, state: `embedded:${path.join(folder, "foreign")}` };
  const store = await openState(foreign, { space: "deliveries" });
  await store.identify("another");
  await store.close();
  await expect(openDeliveries(foreign, attune.log)).rejects.toMatchObject({ code: "ATTUNE_STATE_FOREIGN" });
});
