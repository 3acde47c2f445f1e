import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { track } from "../../../test/harness/calls.js";
import { openTestShop, type TestShop } from "../../../test/harness/open-test-shop.js";
import { readTopic } from "../../app/read-topic.js";
import { HOUR } from "../../domain/time.js";
import { readLogSigns, type SignKind } from "./log-signs.js";

const NOON = Date.parse("2026-03-02T12:00:00Z");

describe("signs of attention in the log", () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openTestShop({ now: "2026-03-02T12:00:00Z" });
  });
  afterEach(() => shop.close());

  async function timesOf(kind: SignKind, until?: number): Promise<number[][]> {
    const source = { log: shop.log, records: (partition: number) => readTopic(shop.log, "events", partition) };
    const { signs } = await readLogSigns(source, kind, "UTC", { until });
    return signs.people.map(({ times }) => times.map((time) => (time - NOON) / HOUR)).sort(([a = 0], [b = 0]) => a - b);
  }

  it("are opens, clicks, hours on the site or orders, one an hour", async () => {
    await shop.takeAll([
      track("ann", "Email Opened"),
      track("ann", "Email Opened"),
      track("ann", "Email Link Clicked"),
    ]);
    await shop.viewed("ben", "shoe-1");
    await shop.advance("20 min");
    await shop.viewed("ben", "shoe-2");
    await shop.advance("2 h");
    await shop.take(track("ann", "Email Opened"));
    await shop.bought("ann", "o-1", ["shoe-1"]);
    expect(await timesOf("open")).toEqual([[0, 2 + 1 / 3]]);
    expect(await timesOf("click")).toEqual([[0]]);
    expect(await timesOf("purchase")).toEqual([[2 + 1 / 3]]);
    expect(await timesOf("session")).toEqual([[0], [2 + 1 / 3]]);
    expect(await timesOf("open", NOON + HOUR)).toEqual([[0]]);
  });

  it("are of whom a visitor turned out to be, and of nobody who was erased", async () => {
    await shop.viewed("a:phone", "shoe-1");
    await shop.advance("2 h");
    await shop.identified({ userId: "ann", anonymousId: "phone" });
    await shop.viewed("ann", "shoe-2");
    expect(await timesOf("session")).toEqual([[0, 2]]);
    await shop.viewed("ben", "shoe-1");
    await shop.erase("u:ann");
    expect(await timesOf("session")).toEqual([[2]]);
  });

  it("are missed by a clear error", async () => {
    await shop.viewed("ben", "shoe-1");
    await expect(timesOf("purchase")).rejects.toMatchObject({ code: "ATTUNE_INPUT_EMPTY" });
  });
});
