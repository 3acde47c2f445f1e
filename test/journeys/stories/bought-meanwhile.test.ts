import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Dispatching, startDispatcher } from "../../../src/app/dispatch.js";
import { openDeliveries } from "../../../src/app/open-adapters.js";
import { deliveriesOf } from "../../../src/channels/dispatcher/index.js";
import type { Delivery } from "../../../src/domain/delivery.js";
import { personToken } from "../../../src/domain/person.js";
import { REACHABLE, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** What was right to say when it was decided is asked again when it leaves: a purchase, a change of mind or a dead mailbox may lie between. */

const ACTION = anActionFile(
  "cart",
  `
class: promotional
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
coolDown: 2 h
treatments:
  - id: reminder
    channel: email
    copy: [{ title: Still there, body: "{{ item.name }} is in your cart." }]
`,
);
const ANN = "u:ann";

describe("a reminder that has not left yet", () => {
  let shop: TestShop;
  let folder: string;
  let dispatching: Dispatching | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attune-outbox-"));
    shop = await openStoryShop({
      now: "2026-03-02T10:00:00Z",
      files: {
        "actions/cart.yaml": ACTION,
        "attune.yaml": `channels:
  email:
    address: email
    cap: { count: 1, window: 1 day }
    delivery: { adapter: file, options: { folder: ${folder} } }
dispatcher: { lease: 500 ms }
`,
      },
    });
    await shop.identified("ann", REACHABLE);
    await shop.added("ann", "lamp-1");
    await shop.advance("45 min");
    expect((await shop.messages(ANN)).map(({ treatment }) => treatment)).toEqual(["reminder"]);
  });

  afterEach(async () => {
    await dispatching?.stop();
    dispatching = undefined;
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The channels' services start, after whatever kept them; resolves with what became of it when the profile has heard of it. */
  async function ended(): Promise<Delivery> {
    const { context, log, state, configuration } = shop;
    const inbox = { put: () => Promise.resolve() };
    const logger = pino({ level: "silent" });
    dispatching ??= await startDispatcher(configuration, {
      context,
      log,
      state,
      inbox,
      logger,
      now: () => shop.now.getTime(),
    });
    const store = await openDeliveries(configuration, log);
    try {
      const finished = async () =>
        (await deliveriesOf(store, personToken(ANN))).filter(
          ({ state: at }) => at !== "queued" && at !== "reserved" && at !== "sending",
        );
      await expect.poll(async () => (await finished()).length, { timeout: 20_000 }).toBe(1);
      const [delivery] = (await finished()) as [Delivery];
      // What the profile is told of it comes through the log.
      await expect
        .poll(() => shop.advance("1 s").then(() => shop.total("undelivered.suppressed")), { timeout: 20_000 })
        .toBe(delivery.state === "suppressed" ? 1 : 0);
      return delivery;
    } finally {
      await store.close();
    }
  }

  const left = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".eml"));
  const contacts = async () => (await shop.profile(ANN))?.["contacts"];

  it("leaves when nothing has happened", async () => {
    expect(await ended()).toMatchObject({ state: "sent", attempts: 1 });
    expect(left()).toHaveLength(1);
    expect(await contacts()).toHaveLength(1);
  });

  it("is withheld with its reason when they bought meanwhile, and doesn't count as a message", async () => {
    await shop.bought("ann", "o-1", ["lamp-1"]);
    expect(await ended()).toMatchObject({ state: "suppressed", code: "occasion.cancelled-by-purchase", attempts: 0 });
    expect(left()).toEqual([]);
    expect(await contacts()).toEqual([]);
    // The cap of one a day is free: the next cart is spoken of.
    await shop.added("ann", "chair-1");
    await shop.advance("3 h");
    expect(await shop.messages(ANN)).toHaveLength(2);
    expect((await shop.verifyReplay()).equal).toBe(true);
  });

  it("is withheld when they said no meanwhile", async () => {
    await shop.take(track("ann", "Unsubscribed"));
    expect(await ended()).toMatchObject({ state: "suppressed", code: "consent.denied" });
    expect(left()).toEqual([]);
  });

  it("is withheld when their address failed meanwhile", async () => {
    await shop.take(track("ann", "Email Bounced"));
    expect(await ended()).toMatchObject({ state: "suppressed", code: "channel.no-address" });
    expect(left()).toEqual([]);
  });
});
