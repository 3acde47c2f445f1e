import { afterEach, describe, expect, it } from "vitest";
import { CRASH_POINTS } from "../../src/worker/probe.js";
import { Arena } from "./arena.js";
import { CLEAN } from "./clean.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";

describe.skipIf(SERVERS_MISSING)(`SIGKILL at each named point${WHY_SKIPPED}`, { timeout: 120_000 }, () => {
  let arena: Arena;
  afterEach(() => arena.close());

  it("leaves what the next owner puts right, although that one is killed at the next point", async () => {
    arena = await Arena.open();
    const calls = arena.plan({ seed: 41, events: 30_000 })[Symbol.iterator]();
    for (const point of CRASH_POINTS) {
      const worker = arena.startWorker({ at: { point, passing: 2, signal: "SIGKILL" } });
      await worker.started;
      await arena.feed(calls, worker.exited);
      expect(await worker.exited, worker.lines.join("\n")).toBe("SIGKILL");
    }
    expect(arena.notes.map(({ point }) => point)).toEqual(CRASH_POINTS);
    arena.startWorker();
    await arena.untilQuiet();
    expect(await arena.verify()).toMatchObject(CLEAN);
  });
});
