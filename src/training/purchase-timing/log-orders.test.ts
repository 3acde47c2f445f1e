import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStoryShop } from "../../../test/harness/open-story-shop.js";
import type { TestShop } from "../../../test/harness/open-test-shop.js";
import { openReplayedLog } from "../../app/replayed-log.js";
import { buildEngineContext } from "../../config/index.js";
import { DAY } from "../../domain/time.js";
import { readLogOrders } from "./log-orders.js";

const START = Date.parse("2026-03-02T10:00:00Z");

describe("orders of the log", () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openStoryShop({ now: new Date(START).toISOString(), files: {} });
  });
  afterEach(() => shop.close());

  /** Days after the start, and worths; nobody is named. */
  async function read(until?: number): Promise<[days: number[], values: readonly number[]][]> {
    const context = buildEngineContext(shop.configuration);
    const log = openReplayedLog(shop.configuration, shop.log, context);
    const { people } = await readLogOrders(log, context, { until });
    return people
      .map(({ times, values }): [number[], readonly number[]] => [times.map((time) => (time - START) / DAY), values])
      .sort();
  }

  it("are those that the engine counts, each once", async () => {
    await shop.bought("ann", "o-1", ["shoe-1"]);
    await shop.bought("ann", "o-1", ["shoe-1"]);
    await shop.advance("10 days");
    await shop.bought("ann", "o-2", ["shoe-1", "shoe-2"]);
    await shop.bought("ben", "o-3", ["hat-1"]);
    await shop.viewed("cid", "hat-1");
    expect(await read()).toEqual([
      [
        [0, 10],
        [40, 80],
      ],
      [[10], [40]],
    ]);
    expect(await read(START + 5 * DAY)).toEqual([[[0], [40]]]);
  });

  it("are one person's before and after they were known, and nobody's who was forgotten", async () => {
    await shop.bought("a:phone", "o-1", ["shoe-1"]);
    await shop.advance("3 days");
    await shop.identified({ userId: "eve", anonymousId: "phone" });
    await shop.advance("3 days");
    await shop.bought("eve", "o-2", ["shoe-1"]);
    await shop.bought("dan", "o-3", ["shoe-1"]);
    await shop.erase("u:dan");
    expect(await read()).toEqual([
      [
        [0, 6],
        [40, 40],
      ],
    ]);
    await shop.erase("u:eve");
    await shop.bought("ann", "o-4", ["shoe-1"]);
    expect(await read()).toEqual([[[6], [40]]]);
  });
});
