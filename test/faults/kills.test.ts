import { afterEach, describe, expect, it } from "vitest";
import { Arena } from "./arena.js";
import { CLEAN } from "./clean.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";
import { storm } from "./storm.js";

describe.skipIf(SERVERS_MISSING)(`kill -9 under load${WHY_SKIPPED}`, { timeout: 120_000 }, () => {
  let arena: Arena;
  afterEach(() => arena.close());

  it("loses nothing and does nothing twice when workers and servers are killed in turn", async () => {
    arena = await Arena.open();
    const faults = { worker: 4, nats: 4, redis: 4, zombie: 0, redisLostSecond: 0, natsLostTail: 0 };
    const storming = storm(arena, { seed: 11, faults, every: 600, workers: 2 });
    await arena.load.send(arena.plan({ seed: 7, events: 10_000 }), 1_000);
    await storming;
    await arena.untilQuiet();
    expect(await arena.verify()).toMatchObject(CLEAN);
  });
});
