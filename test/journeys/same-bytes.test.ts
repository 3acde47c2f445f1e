import { afterEach, describe, expect, it } from "vitest";
import { rounds } from "../../src/commands/demo/rounds.js";
import { simulateShop } from "../../src/simulator/shop.js";
import { openTestShop, type TestShop, type TestShopOptions } from "../harness/open-test-shop.js";
import { natsServerBinary, redisServerBinary, startNats, startRedis } from "../harness/servers.js";

const START = "2026-03-02T00:00:00Z";
const WORLD = { seed: 17, people: 60, start: Date.parse(START), days: 6 };

/** Two days after the last call, everything that falls due included. */
async function liveThrough(shop: TestShop): Promise<void> {
  for (const round of rounds(simulateShop(WORLD), 200)) {
    await shop.takeAll(round.calls);
    await shop.advanceTo(round.until);
  }
  await shop.advance("2 days");
}

describe("the same log gives the same bytes", () => {
  const closing: (() => Promise<void>)[] = [];
  const open = async (options: Partial<TestShopOptions> = {}): Promise<TestShop> => {
    const shop = await openTestShop({ now: START, ...options });
    closing.push(() => shop.close());
    return shop;
  };

  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it("when it is applied again from the beginning", async () => {
    const shop = await open();
    await liveThrough(shop);
    const report = await shop.verifyReplay();
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ equal: true, partitions: 4 });
    expect(report.events).toBeGreaterThan(1_000);
    expect((await shop.messages()).length).toBeGreaterThan(50);
  }, 120_000);

  it("on the embedded adapters as on NATS and Redis", async (context) => {
    if (natsServerBinary() === undefined) context.skip("nats-server was not found on PATH: npm run servers");
    if (redisServerBinary() === undefined) context.skip("redis-server was not found on PATH: npm run servers");
    const [nats, redis] = await Promise.all([startNats(), startRedis()]);
    closing.push(
      () => nats.stop(),
      () => redis.stop(),
    );
    const embedded = await open();
    const servers = await open({ servers: { log: nats.url, state: redis.url } });
    await liveThrough(embedded);
    await liveThrough(servers);
    expect(await servers.profiles()).toEqual(await embedded.profiles());
    const ids = async (shop: TestShop): Promise<string[]> =>
      (await shop.messages()).map((message) => message.id).toSorted();
    expect(await ids(servers)).toEqual(await ids(embedded));
  }, 180_000);
});
