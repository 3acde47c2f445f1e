import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Call, order, product, track } from "../../../test/harness/calls.js";
import { openEmbeddedEventLog } from "../../adapters/embedded/embedded-event-log.js";
import { readTopic } from "../../app/read-topic.js";
import type { AttuneEvent } from "../../domain/event.js";
import { partitionOfPerson, type PersonKey, personToken } from "../../domain/person.js";
import { encodeEvent, normaliseCall, parseEvent } from "../../domain/wire/index.js";
import type { EventLog } from "../../ports/event-log.js";
import { KINDS } from "../interactions.js";
import { readLog } from "./log.js";
import type { ReadOptions } from "./reading.js";

const START = Date.UTC(2026, 0, 1);

describe("interactions from the log", () => {
  let folder: string;
  let log: EventLog;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-log-"));
    log = await openEmbeddedEventLog({ folder, partitions: 4 });
  });
  afterEach(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As the collector stores it, so many seconds after the start. */
  async function send(call: Call, second: number, history = false): Promise<AttuneEvent> {
    const timestamp = new Date(START + second * 1_000).toISOString();
    const how = { receivedAt: START + second * 1_000, source: "test", history, newId: () => `m-${second}` };
    const checked = normaliseCall({ ...call, timestamp }, how);
    if (!checked.ok) throw new Error(checked.message);
    const { id, payload, person, token } = checked;
    const partition = partitionOfPerson(person, log.partitions);
    await log.append([{ topic: "events", partition, id, payload, person: token }]);
    const parsed = parseEvent(payload, { storedAtMs: START, internal: false });
    if (!parsed.ok) throw new Error(parsed.message);
    return parsed.event;
  }

  async function append(event: AttuneEvent, person: PersonKey): Promise<void> {
    const partition = partitionOfPerson(person, log.partitions);
    const payload = encodeEvent(event);
    await log.append([
      { topic: "events", partition, id: event.id, payload, person: personToken(person), internal: true },
    ]);
  }

  async function read(options: ReadOptions = {}) {
    const records = (partition: number) => readTopic(log, "events", partition);
    const { interactions, ...counts } = await readLog({ log, records }, options);
    const { count, people, items, person, item, kind, time } = interactions;
    const rows = Array.from({ length: count }, (_, at) => {
      const second = ((time[at] as number) - START) / 1_000;
      return `${people[person[at] as number]} ${items[item[at] as number]} ${KINDS[kind[at] as number]} ${second}`;
    });
    return { rows, interactions, ...counts };
  }

  it("reads all partitions in one order of time, history and all kinds", async () => {
    await send(track("ben", "Product Added to Wishlist", product("hat-1")), 4);
    await send(track("ann", "Product Viewed", product("shoe-1")), 1, true);
    await send(track("cid", "Product Added", product("hat-1", { price: 55 })), 2);
    await send(order("ann", "o-1", ["shoe-1", "sock-1"]), 5);
    await send(track("ann", "Products Searched", { query: "shoes" }), 6);
    await log.append([{ topic: "events", partition: 0, id: "broken", payload: Buffer.from("{") }]);
    const { rows, interactions, ...counts } = await read();
    expect(rows).toEqual([
      "u:ann shoe-1 view 1",
      "u:cid hat-1 cart 2",
      "u:ben hat-1 save 4",
      "u:ann shoe-1 order 5",
      "u:ann sock-1 order 5",
    ]);
    expect(counts).toEqual({ read: 6, ignored: 1, rejected: 1 });
    expect([interactions.categories, [...interactions.prices]]).toEqual([
      ["shoe", "hat", "sock"],
      [40, 40, 40],
    ]);
    expect((await read({ until: START + 4_000 })).rows).toHaveLength(2);
  });

  it("counts a visitor as whom they became, and a forwarded event once", async () => {
    await send(track("a:phone", "Product Viewed", product("shoe-1")), 1);
    await send(track({ userId: "ann", anonymousId: "phone" }, "Product Viewed", product("shoe-2")), 2);
    const late = await send(track("a:phone", "Product Viewed", product("shoe-3")), 3);
    await append({ ...late, person: "u:ann", hops: 1 } as AttuneEvent, "u:ann");
    await append(
      { type: "merge", id: "merge-1", person: "u:zoe", from: "u:ann", into: "u:zoe", time: START, hops: 0 },
      "u:zoe",
    );
    expect((await read()).rows).toEqual(["u:zoe shoe-1 view 1", "u:zoe shoe-2 view 2", "u:zoe shoe-3 view 3"]);
  });

  it("leaves out what an erasure has not removed from the log yet", async () => {
    await send(track("ann", "Product Viewed", product("shoe-1")), 1);
    await send(track("ben", "Product Viewed", product("shoe-2")), 2);
    await append({ type: "erase", id: "erase-1", person: "u:ann", time: START + 3_000, hops: 0 }, "u:ann");
    await send(track("ann", "Product Viewed", product("shoe-3")), 4);
    const { rows, interactions } = await read();
    expect(rows).toEqual(["u:ben shoe-2 view 2", "u:ann shoe-3 view 4"]);
    expect([interactions.people, interactions.items]).toEqual([
      ["u:ben", "u:ann"],
      ["shoe-2", "shoe-3"],
    ]);
  });

  it("says so when there is nothing to train on", async () => {
    await send(track("ann", "Products Searched", {}), 1);
    await expect(read()).rejects.toMatchObject({ code: "ATTUNE_INPUT_EMPTY" });
  });
});
