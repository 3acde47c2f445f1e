import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findScene } from "../../../src/app/find-scene.js";
import type { Decision } from "../../../src/domain/decision.js";
import { type Explanation, explain } from "../../../src/explain/index.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

const FILES = {
  "policies.yaml": `
arbitration: { exploration: { gamma: off }, leavingCost: 0 }
contact:
  caps: [{ id: weekly, channel: email, count: 1, window: 7 days }]
`,
  "actions/cart.yaml": anActionFile(
    "cart",
    `
class: promotional
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
value: 12
treatments:
  - { id: mail, channel: email, copy: [{ title: Your cart, body: It is saved. }] }
  - { id: text, channel: sms, prior: 0.01, copy: [{ title: Your cart, body: It is saved. }] }
`,
  ),
};

describe("why, why not, and what would have changed it", () => {
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
  });

  afterEach(() => shop.close());

  const explained = async (decision: Decision | undefined, candidate?: string): Promise<Explanation> => {
    if (decision === undefined) throw new Error("nothing was decided");
    const scene = await findScene(shop.log, shop.context, decision);
    if (scene === undefined) throw new Error("the log holds no such decision");
    return explain(scene, decision, candidate);
  };

  it("explains silence by the one consent that is missing", async () => {
    await shop.identified("ann", { email: "ann@example.com" });
    await shop.added("ann", "shoe-1");
    await shop.advance("45 min");
    const { flip, reproduced } = await explained((await shop.decisions())[0]);
    expect(reproduced).toBe(true);
    expect(flip).toMatchObject({
      winner: "cart/mail",
      changes: [
        { kind: "consent", purpose: "marketing", channel: "email", text: "they had agreed to marketing on email" },
      ],
    });
  });

  it("explains a choice by the least value at which the other one would have won", async () => {
    await shop.identified("ann", {
      email: "ann@example.com",
      phone: "+48600000000",
      consent: { email: true, sms: true },
    });
    await shop.added("ann", "shoe-1");
    await shop.advance("45 min");
    const { decision, whyNot } = await explained((await shop.decisions())[0], "cart/text");
    expect(decision.winner).toBe("cart/mail");
    expect(whyNot).toMatchObject({
      candidate: "cart/text",
      code: "channel.other",
      flip: { winner: "cart/text", changes: [{ kind: "without", treatment: "mail" }] },
    });
  });

  it("explains a cap that is used up", async () => {
    await shop.identified("ann", { email: "ann@example.com", consent: { email: true } });
    await shop.added("ann", "shoe-1");
    await shop.advance("1 day");
    await shop.added("ann", "shoe-2");
    await shop.advance("1 day");
    const decision = (await shop.decisions())[1];
    expect(decision?.outcome).toBe("silence");
    const { flip } = await explained(decision);
    expect(flip).toMatchObject({ winner: "cart/mail", changes: [{ kind: "not-contacted" }] });
  });
});
