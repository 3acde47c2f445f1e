import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { order } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** "Remind the customer that it is time to order another pack of their favourite coffee." */
const FILES = {
  "policies.yaml": `
arbitration: { exploration: { gamma: off }, leavingCost: 0 }
occasions:
  replenishment: { coffee: 30 days }
  replenishmentLead: 3 days
`,
  "actions/refill.yaml": anActionFile(
    "refill",
    `
class: service
topic: refill
trigger: { occasion: replenishment-due, cancel: [purchase] }
treatments:
  - id: refill
    channel: onsite
    copy: [{ title: Time for a refill?, body: "{{ item.name }} may be running out." }]
`,
  ),
};

describe("the coffee refill", () => {
  let shop: TestShop;

  const drinks = (id: string) => shop.take(order("ann", id, ["coffee-1"]));

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
  });

  afterEach(() => shop.close());

  it("reminds before the pack is empty, by what is usual for coffee", async () => {
    await drinks("o-1");
    await shop.advance("26 days");
    expect(await shop.messages()).toEqual([]);
    await shop.advance("1 day");
    expect((await shop.messages()).map((message) => [message.action, message.items, message.copy.body])).toEqual([
      ["refill", ["coffee-1"], "Coffee 1 may be running out."],
    ]);
  });

  it("learns the person's own rhythm from their orders", async () => {
    for (const id of ["o-1", "o-2", "o-3"]) {
      await drinks(id);
      await shop.advance("14 days");
    }
    await shop.advance("2 days");
    const due = (await shop.messages()).at(-1)?.time ?? 0;
    // Two intervals of 14 days and the usual 30 make 18, so that it is due 15 after the third order of 30 March.
    expect(new Date(due).toISOString().slice(0, 10)).toBe("2026-04-14");
  });

  it("says nothing to who has just bought a new pack", async () => {
    await drinks("o-1");
    await shop.advance("26 days");
    await drinks("o-2");
    await shop.advance("2 days");
    expect(await shop.messages()).toEqual([]);
  });
});
