import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify, REACHABLE, track } from "../../../test/harness/calls.js";
import { anActionFile, openStoryShop } from "../../../test/harness/open-story-shop.js";
import type { TestShop } from "../../../test/harness/open-test-shop.js";
import { openReplayedBeside, openReplayedLog } from "../../app/replayed-log.js";
import { DAY } from "../../domain/time.js";
import { decisionChoices } from "./decision-choices.js";
import { SILENCE } from "./choices.js";

/** Two ways to say it, and how likely each is to be answered before anything is known. */
const action = (plain: number, warm: number): string =>
  anActionFile(
    "reminder",
    `
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
value: 10
treatments:
  - id: plain
    channel: email
    prior: ${plain}
    copy: [{ title: Still there, body: Your cart waits }]
  - id: warm
    channel: email
    prior: ${warm}
    copy: [{ title: Dear you, body: Your cart waits }]
`,
  );
const EXPLORING =
  "arbitration:\n  exploration: { gamma: 4 }\n  leavingCost: 0\ntiming: { exploration: 0, spread: 0 s }\n";
const files = (plain: number, warm: number) => ({
  "actions/reminder.yaml": action(plain, warm),
  "policies.yaml": EXPLORING,
});
const PEOPLE = Array.from({ length: 24 }, (_, at) => `p${at}`);

describe("a log's decisions as choices", () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: files(0.03, 0.01) });
    await shop.takeAll(PEOPLE.map((who) => identify(who, REACHABLE)));
    await shop.takeAll(
      PEOPLE.map((who) => track(who, "Product Added", { product_id: "shoe-1", price: 40, quantity: 1 })),
    );
    await shop.advance("1 h");
    const [first] = await shop.messages();
    await shop.take(track(first?.person ?? "", "Email Link Clicked", { message_id: first?.id ?? "" }));
    await shop.advance("2 days");
    await shop.takeAll(PEOPLE.map((who) => track(who, "Product Viewed", { product_id: "hat-1" })));
  });
  afterEach(() => shop.close());

  const options = { reward: "click", withinMs: DAY } as const;

  it("have the probabilities with which they were drawn, silence among them, and what came of them", async () => {
    const log = openReplayedLog(shop.configuration, shop.log, shop.context);
    const { choices, candidate, tally } = await decisionChoices(log, shop.context, options);
    const decisions = await shop.decisions();
    expect(candidate).toBeUndefined();
    expect(tally).toMatchObject({ recorded: decisions.length, reproduced: decisions.length, certain: 0, young: 0 });
    expect(choices).toMatchObject({ count: PEOPLE.length, groups: ["cart-abandoned"] });
    expect([...choices.arms].sort()).toEqual([SILENCE, "reminder/plain", "reminder/warm"]);
    const drawn = new Map<string, number>();
    for (let row = 0; row < choices.count; row++) {
      const arm = choices.arms[choices.arm[choices.chosen[row] as number] as number] as string;
      drawn.set(arm, (drawn.get(arm) ?? 0) + 1);
    }
    for (const { winner = SILENCE } of decisions) drawn.set(winner, (drawn.get(winner) ?? 0) - 1);
    expect([...drawn.values()].every((left) => left === 0)).toBe(true);
    expect([...choices.propensity].sort()).toEqual(decisions.map((one) => one.selectionProbability).sort());
    expect(choices.reward.reduce((sum, one) => sum + one, 0)).toBe(1);
  });

  it("ask a candidate at each decision's own state", async () => {
    const other = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: files(0.01, 0.03) });
    const { context } = other;
    await other.close();
    const same = openReplayedBeside(shop.configuration, shop.log, shop.context, shop.context);
    const itself = await decisionChoices(same.log, shop.context, { ...options, beside: same.beside });
    const turned = openReplayedBeside(shop.configuration, shop.log, shop.context, context);
    const warmer = await decisionChoices(turned.log, shop.context, { ...options, beside: turned.beside });
    const into = new Float64Array(3);
    for (let row = 0; row < itself.choices.count; row++) {
      const [from, until, chosen] = [
        itself.choices.from[row] as number,
        itself.choices.until[row],
        itself.choices.chosen[row] as number,
      ];
      itself.candidate?.fill(row, into, into);
      expect(into[chosen - from]).toBe(itself.choices.propensity[row]);
      warmer.candidate?.fill(row, into, into);
      const arms = Array.from(warmer.choices.arm.slice(from, until), (arm) => warmer.choices.arms[arm]);
      const best = into.indexOf(Math.max(...into));
      expect(arms[best]).toBe("reminder/warm");
    }
  });
});
