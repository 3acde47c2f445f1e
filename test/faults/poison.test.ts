import { afterEach, describe, expect, it } from "vitest";
import { Arena } from "./arena.js";
import { CLEAN } from "./clean.js";
import { SERVERS_MISSING, WHY_SKIPPED } from "./need-servers.js";
import type { Poison } from "./poisonous-engine.js";
import type { PlannedCall } from "./population.js";

const CODES: Readonly<Record<Exclude<Poison, "kill">, string>> = {
  throw: "ATTUNE_STEP_FAILED",
  loop: "ATTUNE_EVENT_POISON",
  exit: "ATTUNE_EVENT_POISON",
};

function poisonous(how: string, userId: string): PlannedCall {
  const id = `poison-${how}`;
  const call = {
    type: "track",
    event: "Product Viewed",
    userId,
    messageId: id,
    properties: { product_id: "p", poison: how },
  };
  return { id, copy: 0, call };
}

describe.skipIf(SERVERS_MISSING)(`a poisonous event${WHY_SKIPPED}`, { timeout: 120_000 }, () => {
  let arena: Arena;
  afterEach(() => arena.close());

  it("ends in the dead letters, whatever it does, and everything else is applied", async () => {
    arena = await Arena.open();
    const calls = [...arena.plan({ seed: 31, events: 2_000 })];
    const kinds = Object.keys(CODES);
    for (const [i, how] of kinds.entries()) calls.splice(500 * (i + 1), 0, poisonous(how, `p-person-${i}`));
    await arena.load.send(calls);
    arena.startWorker();
    await arena.untilQuiet();
    const poison = new Map(Object.entries(CODES).map(([how, code]) => [`poison-${how}`, code]));
    const verdict = await arena.verify({ poison });
    expect(verdict).toMatchObject({ ...CLEAN, dead: kinds.length });
  });
});
