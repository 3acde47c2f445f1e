import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Arena } from "./arena.js";
import { CLEAN } from "./clean.js";
import type { FaultSpec } from "./fault-spec.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";
import type { Verdict } from "./verifier.js";

const MOST_TRIES = 5;

describe.skipIf(SERVERS_MISSING)(`two owners of a partition${WHY_SKIPPED}`, { timeout: 120_000 }, () => {
  let arena: Arena;
  afterEach(() => arena.close());

  /**
   * A worker is stopped with a checkpoint in hand, for longer than its leases last; another takes over and goes on; then the first
   * one wakes up and does what it was about to do.
   */
  async function zombieWakes(spec: FaultSpec, settled: () => Promise<unknown>): Promise<Verdict> {
    const faults: FaultSpec = { ...spec, withoutContextEvents: true };
    arena = await Arena.open();
    const zombie = arena.startWorker({ ...faults, at: { point: "before-commit", passing: 3, signal: "SIGSTOP" } });
    // Nobody leaves a cart long ago: the checkpoint in hand holds calls of people who go on, not timers of people who don't.
    const calls = arena.plan({ seed: 3, events: 6_000, people: 60, abandonEvery: 0 })[Symbol.iterator]();
    await arena.feed(calls, zombie.noted);
    await zombie.noted;
    const successor = arena.startWorker(faults);
    // More of the same people: what the other owner makes of them is what a late commit would write over.
    await arena.load.send({ [Symbol.iterator]: () => calls });
    // And people whom the first one has never met, busier than a profile remembers events: from the others it holds in memory it could take its own way
    // once more, and everything would add up.
    await arena.load.send(arena.plan({ seed: 5, events: 6_000, people: 40, name: "r", abandonEvery: 0 }));
    await arena.untilQuiet();
    zombie.kill("SIGCONT");
    await sleep(1_000);
    await arena.load.send(arena.plan({ seed: 4, events: 500, name: "q" }));
    await settled();
    await arena.endWorker(successor, "SIGKILL");
    return arena.verify();
  }

  it("the one that wakes up late can't write: its commit is refused", async () => {
    expect(await zombieWakes({}, () => arena.untilQuiet())).toMatchObject(CLEAN);
  });

  /** What the late commit meets hangs on where it was stopped: now and then nothing that it could destroy. Several in a row is not chance. */
  it("without the compare-and-set the verifier sees what it destroys", { timeout: 300_000 }, async () => {
    const verdicts: Verdict[] = [];
    while (verdicts.length < MOST_TRIES && verdicts.every(({ lost }) => lost === 0)) {
      if (verdicts.length > 0) await arena.close();
      verdicts.push(
        await zombieWakes(
          { withoutCompareAndSet: true },
          // What it wrote may leave a timer that never comes to rest.
          () => arena.untilQuiet(4_000).catch(() => undefined),
        ),
      );
    }
    expect(verdicts.at(-1)).toMatchObject({ ok: false });
    expect(verdicts.at(-1)?.lost).toBeGreaterThan(0);
  });
});
