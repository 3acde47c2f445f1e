import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingEngine } from "../../test/harness/counting-engine.js";
import { CountingShop } from "../../test/harness/open-counting-shop.js";
import { verifyReplay } from "../app/replay.js";
import type { PersonEvent } from "../domain/event.js";
import type { Engine } from "../domain/step.js";
import { contextEntry } from "./effects.js";
import { refreshPopulation } from "./population-refresh.js";
import { type ReplayOptions, replayPartition } from "./replay-partition.js";
import { CONTEXT_GROUP, decodeGroup } from "./statistics.js";
import type { Count } from "../../test/harness/counting-engine.js";

const NOW = Date.UTC(2026, 2, 2, 10);

describe("a partition that is replayed", () => {
  let shop: CountingShop;
  beforeEach(async () => {
    shop = await CountingShop.open(1, NOW);
  });
  afterEach(() => shop.close());

  const refresh = async () => {
    await refreshPopulation({ log: shop.log, state: shop.state, engine: countingEngine });
    await shop.settle();
  };
  const verify = () => verifyReplay(shop.log, shop.state, countingEngine);

  it("has the same statistics and the same snapshots in force", async () => {
    for (let i = 0; i < 30; i++) {
      await shop.track(`p${i % 7}`, i % 3 === 0 ? "Order Completed" : "Product Viewed", NOW + i);
      if (i % 10 === 9) await refresh();
    }
    expect(await verify()).toMatchObject({ equal: true, differences: [], truncated: [] });
    const { statistics } = await replayPartition(shop.log, countingEngine, 0);
    const stored = await shop.state.loadStatistics(0);
    expect(Buffer.from(statistics.get(CONTEXT_GROUP) ?? [])).toEqual(stored.get(CONTEXT_GROUP));
  });

  it("shows statistics that the log doesn't add up to", async () => {
    await shop.track("ann", "Product Viewed");
    const offset = await shop.state.loadOffset(0);
    const statistics = new Map([["events", Buffer.from('{"track":2}')]]);
    const nothing = { profiles: new Map(), timers: new Map(), totals: undefined, outbox: [], trim: [] };
    await shop.state.commit({ partition: 0, expected: offset, next: offset, statistics, ...nothing });
    expect(await verify()).toMatchObject({
      equal: false,
      differences: [{ partition: 0, what: "statistics", id: "events", kind: "different" }],
    });
  });

  it("leaves statistics alone where records are gone: what they taught stays", async () => {
    await shop.track("ann", "Product Viewed");
    await shop.track("ben", "Product Viewed");
    const token = Buffer.from("u:ann").toString("base64url");
    await shop.log.purge(0, token, 2);
    const found = await verify();
    expect(found.truncated).toEqual([0]);
    expect(found.differences.map(({ what }) => what)).not.toContain("statistics");
  });

  it("goes no further than a time, snapshots included", async () => {
    await shop.track("ann", "Order Completed", NOW);
    await refresh();
    await shop.track("ann", "Order Completed", NOW + 10);
    await shop.log.append([
      contextEntry({ type: "context", id: "later", time: NOW + 10, hops: 0, population: Buffer.from("{}") }, 0),
    ]);
    const replayed = await replayPartition(shop.log, countingEngine, 0, { untilTime: NOW + 5 });
    expect([...replayed.profiles.values()].map((bytes) => countingEngine.decode(bytes).events)).toEqual([1]);
    expect(decodeGroup(replayed.statistics.get("events") ?? Buffer.from("{}"))).toEqual(new Map([["track", 1]]));
    expect(Buffer.from(replayed.statistics.get(CONTEXT_GROUP) ?? []).toString()).toContain('"track":1');
  });

  /** The events that a replay under another rule applied: a timer waits so long instead of a second. */
  async function heardUnder(waitMs: number, options: ReplayOptions<Count>): Promise<string[]> {
    const other: Engine<Count> = {
      ...countingEngine,
      step(profile, event, partition) {
        const result = countingEngine.step(profile, event, partition);
        return {
          ...result,
          timers: result.timers.map(({ timer, due }) => ({ timer, due: due === null ? null : event.time + waitMs })),
        };
      },
    };
    const heard: string[] = [];
    const name = (event: PersonEvent) => `${event.type === "track" ? event.name : event.type} ${event.time - NOW}`;
    await replayPartition(shop.log, other, 0, { ...options, onStep: (event) => heard.push(name(event)) });
    return heard;
  }

  it("fires its own timers where the log's were fired, and the rest at the end", async () => {
    await shop.track("ann", "Product Added", NOW);
    shop.now = NOW + 1_500;
    await shop.settle();
    await shop.track("ben", "Product Viewed", NOW + 2_000);
    const asRecorded = ["Product Added 0", "timer 1000", "Product Viewed 2000"];
    expect(await heardUnder(1_000, {})).toEqual(asRecorded);
    expect(await heardUnder(1_000, { ownTimersUntil: NOW + 9_000 })).toEqual(asRecorded);
    expect(await heardUnder(200, { ownTimersUntil: NOW + 9_000 })).toEqual([
      "Product Added 0",
      "timer 200",
      "Product Viewed 2000",
    ]);
    expect(await heardUnder(5_000, { ownTimersUntil: NOW + 9_000 })).toEqual([
      "Product Added 0",
      "Product Viewed 2000",
      "timer 5000",
    ]);
    expect(await heardUnder(20_000, { ownTimersUntil: NOW + 9_000 })).toEqual([
      "Product Added 0",
      "Product Viewed 2000",
    ]);
  });
});
