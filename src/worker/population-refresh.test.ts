import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingEngine } from "../../test/harness/counting-engine.js";
import { CountingShop } from "../../test/harness/open-counting-shop.js";
import { contextEntry } from "./effects.js";
import { type Refreshed, refreshPopulation } from "./population-refresh.js";
import { CONTEXT_GROUP } from "./statistics.js";

const NOW = Date.UTC(2026, 2, 2, 10);
const PARTITIONS = [0, 1];

describe("the population snapshot", () => {
  let shop: CountingShop;
  beforeEach(async () => {
    shop = await CountingShop.open(PARTITIONS.length, NOW);
  });
  afterEach(() => shop.close());

  const ordered = (who: string, time = NOW) => shop.track(who, "Order Completed", time);
  const snapshot = (id: string, text: string) =>
    ({ type: "context", id, time: NOW, hops: 0, population: Buffer.from(text) }) as const;

  async function refresh(): Promise<Refreshed> {
    const { log, state } = shop;
    const refreshed = await refreshPopulation({ log, state, engine: countingEngine });
    await shop.settle();
    return refreshed;
  }

  async function inForce(partition: number): Promise<unknown> {
    const bytes = (await shop.state.loadStatistics(partition)).get(CONTEXT_GROUP);
    return bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString());
  }

  it("is none before the first event", async () => {
    expect(await refresh()).toEqual({ told: 0, bytes: 0 });
    expect((await shop.log.bounds("events", 0)).count).toBe(0);
  });

  it("is everybody's sums as of the newest event, in force in every partition from there on", async () => {
    for (const [n, who] of ["ann", "ben", "cid", "dot"].entries()) await ordered(who, NOW + n);
    expect((await shop.words()).at(-1)).toBe("We are on it. ");
    expect((await refresh()).told).toBe(2);
    for (const partition of PARTITIONS)
      expect(await inForce(partition)).toMatchObject({ time: NOW + 3, events: { track: 4 } });
    await ordered("ann", NOW + 9);
    expect((await shop.words()).at(-1)).toContain('"events":{"track":4}');
  });

  it("is put into the log once for the same content, whoever makes it and however often", async () => {
    await ordered("ann");
    // Two processes at once: both see what was in force before.
    const parts = { log: shop.log, state: shop.state, engine: countingEngine };
    await Promise.all([refreshPopulation(parts), refreshPopulation(parts)]);
    await shop.settle();
    expect((await refresh()).told).toBe(0);
    const bounds = await Promise.all(PARTITIONS.map((partition) => shop.log.bounds("events", partition)));
    expect(bounds.reduce((sum, { count }) => sum + count, 0)).toBe(1 + PARTITIONS.length);
  });

  it("comes back in force where an older one came late", async () => {
    await ordered("ann");
    await refresh();
    await shop.log.append([contextEntry(snapshot("context/late", '{"events":{"track":0}}'), 0)]);
    await shop.settle();
    expect(await inForce(0)).toEqual({ events: { track: 0 } });
    expect((await refresh()).told).toBe(1);
    expect(await inForce(0)).toMatchObject({ events: { track: 1 } });
  });

  it("is in force again after the owner has changed", async () => {
    await ordered("ann");
    await refresh();
    await shop.restart();
    await ordered("ann");
    expect((await shop.words()).at(-1)).toContain('"events":{"track":1}');
  });

  it("that can't be read goes to the dead letters, and the one before stays", async () => {
    await ordered("ann");
    await refresh();
    for (const partition of PARTITIONS) await shop.log.append([contextEntry(snapshot("bad", "no sums"), partition)]);
    await shop.settle();
    expect((await shop.log.bounds("dead")).count).toBe(2);
    for (const partition of PARTITIONS) expect(await inForce(partition)).toMatchObject({ events: { track: 1 } });
    await ordered("ann");
    expect((await shop.words()).at(-1)).toContain('"events":{"track":1}');
  });
});
