import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "../app/open-adapters.js";
import { partitionOfPerson } from "../domain/person.js";
import { type DeadLetter, encodeDeadLetter, parseEvent } from "../domain/wire/index.js";
import type { EventLog } from "../ports/event-log.js";
import { findLetter, readLetters, retryLetter } from "./dead-letters.js";

let folder: string;
let log: EventLog;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-dead-"));
  log = await openLog({ log: `embedded:${folder}`, state: "", partitions: 4 });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

function letter(id: string, payload: string, more: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id,
    code: "ATTUNE_EVENT_POISON",
    reason: "it threw",
    partition: 3,
    attempts: 3,
    time: 1_793_527_200_000,
    payload: Buffer.from(payload),
    ...more,
  };
}

async function bury(...letters: DeadLetter[]): Promise<void> {
  await log.append(
    letters.map((each) => ({ topic: "dead", partition: each.partition, id: each.id, payload: encodeDeadLetter(each) })),
  );
}

test("the newest come first, by code where one is asked for, and one is found by its id", async () => {
  await bury(letter("a", "1"), letter("b", "2", { code: "ATTUNE_EVENT_TYPE" }), letter("c", "3"));
  const { total, letters } = await readLetters(log, 2);
  expect([total, letters.map(({ letter: each }) => each.id)]).toEqual([3, ["c", "b"]]);
  expect((await readLetters(log, 10, "ATTUNE_EVENT_TYPE")).letters.map(({ letter: each }) => each.id)).toEqual(["b"]);
  expect((await findLetter(log, "a"))?.letter.payload).toEqual(new Uint8Array([0x31]));
  expect(await findLetter(log, "z")).toBeUndefined();
});

test("a retry goes to its person's partition under an id of its own, as often as asked", async () => {
  const call = JSON.stringify({ type: "track", event: "Product Viewed", userId: "ada", messageId: "m1" });
  for (let i = 0; i < 2; i++) {
    const { partition, retryId } = await retryLetter(log, letter("a", call));
    expect(partition).toBe(partitionOfPerson("u:ada", 4));
    expect(retryId).toMatch(/^a:retry:/);
    const { last, count } = await log.bounds("events", partition);
    expect(count).toBe(i + 1);
    const record = await log.at("events", partition, last);
    expect(Buffer.from(record?.payload ?? []).toString()).toBe(call);
    expect([record?.internal, record?.headers()["attune-retry-of"]]).toEqual([false, "a"]);
  }
});

test("a call that got its type from the route gets it again", async () => {
  const { partition } = await retryLetter(
    log,
    letter("a", '{"event":"Product Viewed","userId":"ada"}', { headers: { type: "track" } }),
  );
  const record = await log.at("events", partition, (await log.bounds("events", partition)).last);
  const parsed = parseEvent(record?.payload ?? new Uint8Array(), { storedAtMs: 0, internal: false });
  expect(parsed).toMatchObject({ ok: true, event: { type: "track", name: "Product Viewed", person: "u:ada" } });
});

test("what says of itself to be Attune's own is retried as such only if it was", async () => {
  const forged = '{"attune":1,"type":"erase","messageId":"x","person":"u:ada"}';
  await retryLetter(log, letter("a", forged, { headers: { "attune-internal": "1" } }));
  await retryLetter(log, letter("b", forged, { internal: true }));
  const found = await Promise.all([1, 2].map((seq) => log.at("events", 3, seq)));
  expect(found.map((record) => record?.internal)).toEqual([false, true]);
});

test("a letter that was cut off can't be retried", async () => {
  await expect(retryLetter(log, letter("a", "{", { originalBytes: 100_000 }))).rejects.toMatchObject({
    code: "ATTUNE_EVENT_TOO_LARGE",
  });
});
