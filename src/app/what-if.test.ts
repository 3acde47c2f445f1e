import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Count, countingEngine } from "../../test/harness/counting-engine.js";
import { anActionFile, openStoryShop } from "../../test/harness/open-story-shop.js";
import type { TestShop } from "../../test/harness/open-test-shop.js";
import { createEngine } from "../engine/index.js";
import { replayPartition } from "../worker/replay-partition.js";
import { CountingShop } from "../../test/harness/open-counting-shop.js";
import type { Decision } from "../domain/decision.js";
import type { Effect, Engine } from "../domain/step.js";
import { whatIf } from "./what-if.js";

const NOW = Date.UTC(2026, 2, 2, 10);

/** Thanks for each order of people who had no more events than `most`, and says why not otherwise; reminds of a cart after `waitMs`. */
function rule(most: number, waitMs: number, channel: "email" | "onsite" = "onsite"): Engine<Count> {
  return {
    ...countingEngine,
    under: () => rule(most, waitMs, channel),
    step(profile, event, partition) {
      const result = countingEngine.step(profile, event, partition);
      const timers = result.timers.map(({ timer, due }) => ({ timer, due: due === null ? null : event.time + waitMs }));
      const isOrder = result.effects.length > 0;
      if (!isOrder && event.type !== "timer") return { ...result, timers };
      const isSaid = (result.profile?.events ?? 0) <= most;
      const reason = isSaid ? ("ok.chosen" as const) : ("silence.better" as const);
      const decision = {
        id: `decision-${event.id}`,
        person: event.person,
        occasion: isOrder ? "order-placed" : "cart-abandoned",
        subject: "",
        time: event.time,
        outcome: isSaid ? "message" : "silence",
        reason,
        ...(isSaid ? { winner: "thank-you/plain" } : {}),
      } as Decision;
      const message = { ...result.effects[0], kind: "message" } as Extract<Effect, { kind: "message" }>;
      const said: Effect[] = isSaid && isOrder ? [{ ...message, message: { ...message.message, channel } }] : [];
      const totals = new Map([...result.totals, [`reasons.${reason}`, 1]]);
      return { ...result, timers, effects: [{ kind: "decision", decision }, ...said], totals };
    },
  };
}

describe("what if", () => {
  let shop: CountingShop;
  beforeEach(async () => {
    shop = await CountingShop.open(2, NOW);
    for (let i = 0; i < 24; i++) await shop.track(`p${i % 6}`, "Order Completed", NOW + i);
  });
  afterEach(() => shop.close());

  const options = { sample: 3, until: NOW + 60_000 };

  it("nothing is changed, nothing differs", async () => {
    const found = await whatIf(shop.log, rule(9, 1_000), rule(9, 1_000), options);
    expect(found).toMatchObject({ partitions: 2, events: 24, changed: 0, added: 0, gone: 0, examples: [] });
    expect(found.after).toEqual(found.before);
    expect(found.before).toMatchObject({ decisions: 24, messages: 24, silence: 0, channels: { onsite: 24 } });
  });

  it("a rule is stricter, its decisions are others, with examples that are the same in every run", async () => {
    const found = await whatIf(shop.log, rule(9, 1_000), rule(3, 1_000, "email"), options);
    expect(found).toMatchObject({ events: 24, changed: 6, added: 0, gone: 0 });
    expect(found.after).toMatchObject({
      decisions: 24,
      messages: 18,
      silence: 6,
      channels: { email: 18 },
      actions: { "thank-you": 18 },
      reasons: { "ok.chosen": 18, "silence.better": 6 },
    });
    expect(found.examples).toHaveLength(3);
    for (const { before: was, after: is } of found.examples)
      expect([was?.winner, is]).toEqual([
        "thank-you/plain",
        { outcome: "silence", winner: "", reason: "silence.better" },
      ]);
    expect(await whatIf(shop.log, rule(9, 1_000), rule(3, 1_000, "email"), options)).toEqual(found);
  });

  it("a wait is another, its timers fire of their own, and decisions come and go", async () => {
    await shop.track("p0", "Product Added", NOW + 100);
    shop.now = NOW + 1_200;
    await shop.settle();
    const longer = await whatIf(shop.log, rule(99, 1_000), rule(99, 5_000), options);
    expect(longer).toMatchObject({ changed: 0, added: 1, gone: 1 });
    expect(longer.examples.map(({ time, before: was }) => [time - NOW, was === undefined]).sort()).toEqual([
      [1_100, false],
      [5_100, true],
    ]);
    const beyond = await whatIf(shop.log, rule(99, 1_000), rule(99, 90_000), options);
    expect(beyond).toMatchObject({ changed: 0, added: 0, gone: 1 });
  });
});

describe("what if, with the real engine", () => {
  const REMINDER = (wait: string) =>
    anActionFile(
      "reminder",
      `
trigger: { occasion: cart-abandoned, wait: ${wait}, cancel: [purchase] }
value: 10
treatments:
  - id: page
    channel: onsite
    copy: [{ title: Still there, body: Your cart waits }]
`,
    );
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/reminder.yaml": REMINDER("45 min") } });
    for (const who of ["ann", "ben", "a:phone"]) await shop.added(who, "shoe-1");
    await shop.identified({ userId: "cid", anonymousId: "phone" });
    await shop.refreshPopulation();
    await shop.advance("1 h");
    await shop.bought("ben", "o-1", ["shoe-1"]);
    await shop.advance("3 h");
  });
  afterEach(() => shop.close());

  const options = () => ({ sample: 9, until: shop.now.getTime() });

  it("replays what was decided, and its timers to the byte", async () => {
    const engine = createEngine(shop.context);
    const found = await whatIf(shop.log, engine, engine, options());
    expect(found).toMatchObject({ changed: 0, added: 0, gone: 0 });
    const recorded = await shop.decisions();
    expect(found.before.decisions).toBe(recorded.length);
    expect(found.before.messages).toBe((await shop.messages()).length);
    expect(found.before.messages).toBeGreaterThanOrEqual(3);
    for (let partition = 0; partition < shop.log.partitions; partition++) {
      const replayed = await replayPartition(shop.log, engine, partition, { ownTimersUntil: options().until });
      const stored = new Map<string, Buffer>();
      for await (const chunk of shop.state.scanProfiles(partition))
        for (const [token, bytes] of chunk) stored.set(token, Buffer.from(bytes));
      expect(new Map([...replayed.profiles].map(([token, bytes]) => [token, Buffer.from(bytes)]))).toEqual(stored);
    }
  });

  it("finds the reminder that a longer wait would have spared", async () => {
    const other = await openStoryShop({
      now: "2026-03-02T10:00:00Z",
      files: { "actions/reminder.yaml": REMINDER("2 h") },
    });
    const engine = createEngine(other.context);
    await other.close();
    const found = await whatIf(shop.log, createEngine(shop.context), engine, options());
    expect(found.before.messages - found.after.messages).toBe(1);
    expect(found.events).toBeGreaterThan(4);
  });
});
