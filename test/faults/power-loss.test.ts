import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Arena } from "./arena.js";
import { CLEAN } from "./clean.js";
import { readEvents } from "./log-truth.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";
import { AppendOnlyFile } from "./server-damage.js";
import { cutTails, loseTail } from "./storm.js";

describe.skipIf(SERVERS_MISSING)(`a power loss${WHY_SKIPPED}`, { timeout: 120_000 }, () => {
  let arena: Arena;
  afterEach(() => arena.close());

  it("of Redis: its last second goes with the offsets, and the log is applied again", async () => {
    arena = await Arena.open();
    const file = new AppendOnlyFile(arena.redis);
    await arena.startWorker().started;
    const loading = arena.load.send(arena.plan({ seed: 21, events: 5_000 }), 2_000);
    await sleep(1_500);
    expect(await file.loseLast(1_000)).toBeGreaterThan(0);
    await loading;
    file.stop();
    await arena.untilQuiet();
    expect(await arena.verify()).toMatchObject(CLEAN);
  });

  it("of NATS: the log lost its tail, the living owners notice and go on by time", async () => {
    arena = await Arena.open();
    await arena.startWorker().started;
    await arena.load.send(arena.plan({ seed: 22, events: 2_000 }));
    const before = await loseTail(arena);
    // More than was cut, so that sequences pass the old offsets again.
    await arena.load.send(arena.plan({ seed: 23, events: 3_000, name: "q" }));
    await arena.untilQuiet();
    expect(arena.alarms("ATTUNE_LOG_DIVERGED")).toBeGreaterThan(0);
    expect(await arena.verify({ before: [before] })).toMatchObject(CLEAN);
  });

  it("of NATS, while an owner has read nothing yet: it notices all the same", async () => {
    arena = await Arena.open();
    const first = arena.startWorker();
    await arena.load.send(arena.plan({ seed: 24, events: 2_000 }));
    await arena.untilQuiet();
    await arena.endWorker(first, "SIGKILL");
    await arena.startWorker().started;
    // Its leases are taken over and its readers wait for something new.
    await sleep(1_500);
    const before = await loseTail(arena);
    await arena.load.send(arena.plan({ seed: 25, events: 3_000, name: "q" }));
    await arena.untilQuiet();
    expect(arena.alarms("ATTUNE_LOG_DIVERGED")).toBeGreaterThan(0);
    expect(await arena.verify({ before: [before] })).toMatchObject(CLEAN);
  });

  it("of NATS, while nobody owns the partitions: what was cut unread is gone, what survived is applied once", async () => {
    arena = await Arena.open();
    const first = arena.startWorker();
    await arena.load.send(arena.plan({ seed: 26, events: 2_000 }));
    await arena.untilQuiet();
    await arena.endWorker(first, "SIGKILL");
    const before = await readEvents(arena.nats.url, arena.configuration.partitions);
    const unread = [...arena.plan({ seed: 27, events: 300, mergers: 0, name: "gone" })];
    await arena.load.send(unread);
    await cutTails(arena, 60_000);
    await arena.load.send(arena.plan({ seed: 28, events: 3_000, name: "q" }));
    arena.startWorker();
    await arena.untilQuiet();
    expect(arena.alarms("ATTUNE_LOG_DIVERGED")).toBeGreaterThan(0);
    expect(await arena.verify({ before: [before], gone: new Set(unread.map(({ id }) => id)) })).toMatchObject(CLEAN);
  });
});
