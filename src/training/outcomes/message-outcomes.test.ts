import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify, REACHABLE, track } from "../../../test/harness/calls.js";
import { anActionFile, openStoryShop } from "../../../test/harness/open-story-shop.js";
import type { TestShop } from "../../../test/harness/open-test-shop.js";
import { openReplayedLog } from "../../app/replayed-log.js";
import { buildEngineContext } from "../../config/index.js";
import type { Configuration } from "../../config/index.js";
import type { JsonObject } from "../../domain/event.js";
import { DAY, HOUR } from "../../domain/time.js";
import { type MessageOutcome, messageOutcomes, type OutcomeTally } from "./index.js";

const REMINDER = anActionFile(
  "reminder",
  `
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
goal: { event: Order Completed, within: 1 day }
treatments:
  - id: mail
    channel: email
    copy: [{ title: Still there, body: Your cart waits }]
`,
);

describe("what became of messages", () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/reminder.yaml": REMINDER } });
    for (const who of ["ann", "ben", "cid", "dan"]) await shop.take(identify(who, REACHABLE));
    await shop.take(identify("a:phone", REACHABLE));
    for (const who of ["ann", "ben", "cid", "dan", "a:phone"]) await shop.added(who, "shoe-1");
    await shop.advance("1 h");
  });
  afterEach(() => shop.close());

  async function outcomes(withinMs = DAY, configuration: Configuration = shop.configuration) {
    const context = buildEngineContext(configuration);
    const log = openReplayedLog(configuration, shop.log, context);
    const tally: OutcomeTally = { recorded: 0, reproduced: 0 };
    const byPerson = new Map<string, MessageOutcome>();
    for await (const outcome of messageOutcomes(log, context, { withinMs, tally }))
      byPerson.set(outcome.person, outcome);
    return { byPerson, tally };
  }

  async function answered(who: string, event: string, more: JsonObject = {}) {
    const person = who.includes(":") ? (who as `a:${string}`) : (`u:${who}` as const);
    const [message] = await shop.messages(person);
    await shop.take(track(who, event, { message_id: message?.id ?? "", ...more }));
  }

  it("tells who opened, clicked, bought and left, and what they bought after it", async () => {
    await answered("ann", "Email Opened");
    await answered("ann", "Email Link Clicked");
    await answered("dan", "Unsubscribed");
    await shop.advance("2 h");
    await shop.bought("ann", "o-1", ["shoe-1", "shoe-2"]);
    await shop.take(track("ann", "Order Completed", { order_id: "o-1", total: 80 }));
    await shop.bought("ben", "o-2", ["hat-1"]);
    await shop.advance("2 days");
    await shop.viewed("ben", "hat-2");
    const { byPerson, tally } = await outcomes();
    expect(byPerson.get("u:ann")).toMatchObject({
      ...{ occasion: "cart-abandoned", channel: "email", action: "reminder", treatment: "mail" },
      ...{ opened: true, clicked: true, goal: true, left: false, ordersWithin: 1, revenueWithin: 80 },
    });
    expect(byPerson.get("u:ann")?.times.goal).toBe(Date.parse("2026-03-02T13:00:00Z"));
    expect(byPerson.get("u:ben")).toMatchObject({
      opened: false,
      clicked: false,
      goal: true,
      ordersWithin: 1,
      isWhole: true,
    });
    expect(byPerson.get("u:cid")).toMatchObject({ goal: false, left: false, ordersWithin: 0, revenueWithin: 0 });
    expect(byPerson.get("u:dan")).toMatchObject({ left: true, clicked: false });
    expect(tally.reproduced).toBe(tally.recorded);
    const { byPerson: soon } = await outcomes(HOUR);
    expect(soon.get("u:ann")).toMatchObject({ clicked: true, goal: false, ordersWithin: 0 });
  });

  it("follows a visitor into the account that they turned out to be", async () => {
    await shop.identified({ userId: "eve", anonymousId: "phone" });
    await answered("a:phone", "Email Link Clicked");
    await shop.bought("eve", "o-3", ["shoe-1"]);
    await shop.advance("1 h");
    const { byPerson } = await outcomes();
    expect(byPerson.get("a:phone")).toMatchObject({ clicked: true, goal: true, ordersWithin: 1, revenueWithin: 40 });
    expect(byPerson.has("u:eve")).toBe(false);
  });

  it("says of whom too little is known yet, and nothing of whom was forgotten", async () => {
    await shop.erase("u:cid");
    await shop.advance("3 h");
    for (const who of ["ann", "ben", "dan", "a:phone"]) await shop.viewed(who, "hat-1");
    const { byPerson } = await outcomes();
    expect([...byPerson.keys()].sort()).toEqual(["a:phone", "u:ann", "u:ben", "u:dan"]);
    expect([...byPerson.values()].every(({ isWhole }) => !isWhole)).toBe(true);
  });

  it("says nothing of a visitor whose account was forgotten", async () => {
    await shop.identified({ userId: "eve", anonymousId: "phone" });
    await shop.erase("u:eve");
    await shop.advance("1 h");
    const { byPerson } = await outcomes();
    expect([...byPerson.keys()].sort()).toEqual(["u:ann", "u:ben", "u:cid", "u:dan"]);
  });

  it("passes over what the configuration of now would not have said", async () => {
    const { configuration } = shop;
    const { byPerson, tally } = await outcomes(DAY, {
      ...configuration,
      engine: { ...configuration.engine, actions: [] },
    });
    expect(byPerson.size).toBe(0);
    expect(tally).toMatchObject({ recorded: 5, reproduced: 0 });
  });
});
