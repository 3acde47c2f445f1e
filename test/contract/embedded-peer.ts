/**
 * Another thread or process at work on an embedded folder, for embedded-sharing.test.ts: `node --import tsx embedded-peer.ts <JSON>`, or
 * a worker thread with the same as workerData. It says how far it is by lines on stdout, or by messages.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openEmbeddedEventLog } from "../../src/adapters/embedded/embedded-event-log.js";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";

export interface PeerTask {
  readonly role: "append" | "append-until-killed" | "race" | "hang" | "answer" | "leave";
  readonly folder: string;
  readonly name: string;
  /** How many appends, or up to which sequence to race. */
  readonly count: number;
}

const task = (workerData ?? JSON.parse(process.argv[2] ?? "{}")) as PeerTask;
const { folder, name, count } = task;

function say(text: string): void {
  if (parentPort === null) process.stdout.write(`${text}\n`);
  else parentPort.postMessage(text);
}

const entry = (id: string) => ({ topic: "events" as const, partition: 0, id, payload: Buffer.from(id) });
const offset = (seq: number) => ({ generation: 0, seq, storedAt: seq });
const log = await openEmbeddedEventLog({ folder });
const state = await openEmbeddedStateStore({ folder });

/** Commits the next sequence again and again, against others who do the same; each win adds one to a counter in a profile. */
async function race(): Promise<number> {
  let won = 0;
  for (;;) {
    const at = await state.loadOffset(0);
    if (at.seq >= count) return won;
    const [held] = await state.loadProfiles(0, ["counter"]);
    const counter = Number(held === undefined ? 0 : Buffer.from(held).toString()) + 1;
    const commit = {
      partition: 0,
      expected: at,
      next: offset(at.seq + 1),
      profiles: new Map([["counter", Buffer.from(String(counter))]]),
      timers: new Map([["timer", at.seq]]),
      totals: undefined,
      statistics: new Map([["counts", Buffer.from(String(counter))]]),
      outbox: [{ id: `${name}${at.seq}`, bytes: Buffer.from(name) }],
      trim: [],
    };
    if ((await state.commit(commit)) === "committed") won++;
  }
}

switch (task.role) {
  case "append":
    say("ready");
    for (let i = 0; i < count; i++) await log.append([entry(`${name}${i}.a`), entry(`${name}${i}.b`)]);
    say("done");
    break;
  case "append-until-killed":
    for (let i = 0; ; i++) {
      await log.append([entry(`${name}${i}`)]);
      say(`stored ${name}${i}`);
    }
  case "race":
    say("ready");
    say(`won ${await race()}`);
    break;
  case "hang": {
    // Writes of both kinds are under way when the loop begins, and never get to see their end.
    const { commit } = state;
    void commit.call(state, {
      partition: 5,
      expected: await state.loadOffset(5),
      next: offset(1),
      profiles: new Map(),
      timers: new Map(),
      totals: undefined,
      statistics: new Map(),
      outbox: [],
      trim: [],
    });
    void log.append(Array.from({ length: 500 }, (_, i) => entry(`${name}${i}`)));
    await new Promise((resolve) => setImmediate(resolve));
    say("hangs");
    for (;;);
  }
  case "answer": {
    const reader = await log.read("events", 0, { seq: 1 });
    say("ready");
    for (let answered = 0; answered < count; ) {
      for (const record of reader.take(10)) {
        await log.reply(
          record.headers()["attune-reply"] ?? "",
          Buffer.from(`${name} heard ${Buffer.from(record.payload).toString()}`),
        );
        answered++;
      }
      await reader.wait(1_000);
    }
    break;
  }
  case "leave":
    await log.append([entry(name)]);
    await log.read("events", 0, { seq: 1 });
    say("left everything open");
    break;
}
if (task.role !== "leave") {
  await log.close();
  await state.close();
}
