/**
 * The guide, part 7: when it is said, and how it arrives.
 *
 * Ann reads in the evening. What isn't urgent waits for her evening, unless her quiet hours or her own wishes say otherwise, and is decided anew then. It
 * leaves as an e-mail that can be unsubscribed from by one click, and every step of the way has a state and a reason.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDispatcher } from "../../src/app/dispatch.js";
import { openDeliveries } from "../../src/app/open-adapters.js";
import { deliveriesOf } from "../../src/channels/dispatcher/index.js";
import { isFinal } from "../../src/domain/delivery.js";
import { personToken } from "../../src/domain/person.js";
import { REACHABLE, product, track } from "../harness/calls.js";
import { anActionFile, openStoryShop } from "../harness/open-story-shop.js";
import type { TestShop } from "../harness/open-test-shop.js";

const ANN = "u:ann";

describe("a message that isn't urgent", () => {
  let shop: TestShop;
  let outbox: string;

  beforeEach(async () => {
    outbox = mkdtempSync(path.join(tmpdir(), "attune-guide-"));
    shop = await openStoryShop({
      // A Monday morning; in Warsaw it is an hour later.
      now: "2026-03-02T07:00:00Z",
      files: {
        "attune.yaml": `channels:
  email:
    quietHours: { from: "21:00", to: "08:00" }
    delivery: { adapter: file, options: { folder: ${outbox} } }
links: { publicUrl: https://mail.shop.example.com }
`,
        "actions/drop.yaml": anActionFile(
          "drop",
          `
class: promotional
topic: prices
trigger: { occasion: price-drop }
validity: 2 days
# The best hour within a day: response by the hour x what is left of relevance - cost of delay.
timing: { mode: best, within: 1 day }
treatments:
  - id: mail
    channel: email
    copy: [{ title: "{{ item.name }} costs less", body: "{{ item.price }} now.", url: "https://shop.example.com/p/{{ item.id | url_encode }}" }]
`,
        ),
      },
    });
    // Her devices say where she is. For three weeks she looks around at seven in the evening.
    await shop.identified("ann", { ...REACHABLE, timezone: "Europe/Warsaw" });
    for (let day = 0; day < 21; day++) {
      await shop.advance("11 h");
      await shop.viewed("ann", "lamp-1");
      await shop.advance("13 h");
    }
  });

  afterEach(async () => {
    await shop.close();
    rmSync(outbox, { recursive: true, force: true });
  });

  const priceDrops = () =>
    shop.take(track("ann", "Product Price Dropped", { ...product("lamp-1"), price: 30, old_price: 40 }));

  it("waits for her hour, and the decision says why", async () => {
    await priceDrops();
    const [decision] = await shop.decisions(ANN);
    expect(decision).toMatchObject({ outcome: "held", reason: "held.better-time", winner: "drop/mail" });
    // Where she is was seen on her devices or told; the hour was drawn with this probability; the three best are named.
    expect(decision?.timing).toMatchObject({ mode: "best", zone: "Europe/Warsaw" });
    expect(decision?.timing?.evidence).toBeGreaterThan(0);
    expect(decision?.timing?.best).toHaveLength(3);
    expect(hourInWarsaw(decision?.timing?.best[0]?.at)).toBe(19);
    expect(await shop.messages(ANN)).toEqual([]);

    await shop.advance("1 day");
    const [message] = await shop.messages(ANN);
    expect(hourInWarsaw(message?.time)).toBe(19);
  });

  it("is taken back while it waits when she buys", async () => {
    await priceDrops();
    await shop.bought("ann", "o-1", ["lamp-1"]);
    await shop.advance("1 day");
    expect(await shop.messages(ANN)).toEqual([]);
  });

  it("leaves as a mail with one-click unsubscribing, and ends in a state", async () => {
    await priceDrops();
    await shop.advance("1 day");
    const { log, state, context, configuration } = shop;
    const logger = pino({ level: "silent" });
    const now = (): number => shop.now.getTime();
    const inbox = { put: () => Promise.resolve() };
    const dispatching = await startDispatcher(configuration, { log, state, context, inbox, logger, now });
    const store = await openDeliveries(configuration, log);
    try {
      const mine = () => deliveriesOf(store, personToken(ANN));
      await expect.poll(async () => (await mine()).every((one) => isFinal(one.state)) && (await mine()).length).toBe(1);
      expect(await mine()).toMatchObject([{ channel: "email", state: "sent", attempts: 1 }]);
    } finally {
      await dispatching.stop();
      await store.close();
    }
    const [file = ""] = readdirSync(path.join(outbox, "email"));
    const mail = readFileSync(path.join(outbox, "email", file), "utf8");
    expect(mail).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    expect(mail).toMatch(/^List-Unsubscribe: <https:\/\/mail\.shop\.example\.com\/u\/v1\./m);
  });
});

function hourInWarsaw(time = Number.NaN): number {
  return Number(
    new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Warsaw", hour: "2-digit", hourCycle: "h23" }).format(time),
  );
}
