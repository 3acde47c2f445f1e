import { afterEach, describe, expect, it } from "vitest";
import { Arena } from "./arena.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";

describe.skipIf(SERVERS_MISSING)(
  `a crash between commit and publish, whose control is crash-points.test.ts${WHY_SKIPPED}`,
  { timeout: 120_000 },
  () => {
    let arena: Arena;
    afterEach(() => arena.close());

    it("without the outbox the verifier misses messages", async () => {
      arena = await Arena.open();
      const faults = { withoutOutbox: true };
      const calls = arena.plan({ seed: 5, events: 20_000 })[Symbol.iterator]();
      const worker = arena.startWorker({ ...faults, at: { point: "after-commit", passing: 2, signal: "SIGKILL" } });
      await arena.feed(calls, worker.exited);
      arena.startWorker(faults);
      await arena.untilQuiet();
      const { messagesLost, ok } = await arena.verify();
      expect(ok).toBe(false);
      expect(messagesLost).toBeGreaterThan(0);
    });
  },
);
