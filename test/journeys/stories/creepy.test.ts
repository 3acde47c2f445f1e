import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/event.js";
import { type Call, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** The cases that the field still talks about: true or not, it is the guess that hurts. */
const POLICIES = `
arbitration: { exploration: { gamma: off }, leavingCost: 0 }
consent:
  purposes: { health: required }
guard:
  facts:
    trait.pregnant: special
    trait.engaged: intimate
    category.medicine: special
  rules:
    personal: { provenance: [declared, observed], minimumConfidence: 0.8, audiences: [private, shared], otherwise: soften }
    intimate: { provenance: [declared], minimumConfidence: 0.9, audiences: [private], otherwise: soften }
    special: { provenance: [declared, observed], minimumConfidence: 0.95, audiences: [private], purpose: health, otherwise: block }
`;
/** The letterbox that a family shares is a webhook of the printer's. */
const ATTUNE = "channels:\n  webhook: { consent: implied, audience: shared }\n  push: { consent: implied }\n";

/** A fact that another system guessed. */
function guessed(who: string, traits: JsonObject, provenance: string, confidence: number): Call {
  return { type: "identify", userId: who, traits, context: { attune: { provenance, confidence } } };
}

describe("the pregnancy coupons in the family's letterbox", () => {
  let shop: TestShop;
  const FILES = {
    "attune.yaml": ATTUNE,
    "policies.yaml": POLICIES,
    "actions/baby.yaml": anActionFile(
      "baby-coupons",
      `
class: promotional
topic: baby
trigger: { occasion: order-placed }
eligibility: [{ id: expecting, when: person.traits.pregnant == true, say: they expect a child }]
treatments:
  - id: letter
    channel: webhook
    uses: [trait.pregnant]
    copy: [{ title: For the three of you, body: Coupons for cots and nappies. }]
  - id: mail
    channel: email
    uses: [trait.pregnant]
    copy: [{ title: For the three of you, body: Coupons for cots and nappies. }]
`,
    ),
  };

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("dora", { email: "dora@example.com", consent: { email: true } });
  });

  afterEach(() => shop.close());

  it("are not sent on a guess, however good it is, nor where others read it", async () => {
    await shop.take(guessed("dora", { pregnant: true }, "third-party", 0.97));
    await shop.bought("dora", "o-1", ["lotion-1"]);
    expect(await shop.messages("u:dora")).toEqual([]);
    const [decision] = await shop.decisions("u:dora");
    expect(decision?.candidates).toMatchObject([
      { treatment: "letter", stage: "guard", code: "guard.blocked", guard: { verdict: "block" } },
      { treatment: "mail", stage: "guard", code: "guard.blocked", guard: { verdict: "block" } },
    ]);
  });

  it("are sent to who told it, agreed to its use, and reads her mail alone; never to the letterbox", async () => {
    await shop.identified("dora", { pregnant: true });
    await shop.take(track("dora", "Consent Granted", { purpose: "health", channel: "email" }));
    await shop.take(track("dora", "Consent Granted", { purpose: "health", channel: "webhook" }));
    await shop.bought("dora", "o-1", ["lotion-1"]);
    expect((await shop.messages("u:dora")).map((message) => message.treatment)).toEqual(["mail"]);
    const [decision] = await shop.decisions("u:dora");
    expect(decision?.candidates[0]).toMatchObject({ treatment: "letter", code: "guard.blocked" });
  });

  it("does not let the guess overwrite what she said herself", async () => {
    await shop.identified("dora", { pregnant: false });
    await shop.advance("1 day");
    await shop.take(guessed("dora", { pregnant: true }, "inferred", 0.99));
    await shop.bought("dora", "o-1", ["lotion-1"]);
    expect((await shop.decisions("u:dora"))[0]?.candidates).toMatchObject([
      { code: "eligibility.rule" },
      { code: "eligibility.rule" },
    ]);
    expect(await shop.total("reasons.fact.weaker")).toBe(1);
  });
});

describe("you're getting married!", () => {
  let shop: TestShop;
  const FILES = {
    "attune.yaml": ATTUNE,
    "policies.yaml": POLICIES,
    "actions/wedding.yaml": anActionFile(
      "wedding",
      `
class: promotional
topic: ideas
trigger: { occasion: browse-abandoned, wait: 2 h, cancel: [return] }
treatments:
  - id: ideas
    channel: email
    uses: [trait.engaged]
    copy:
      - { title: You're getting married!, body: Boards for the big day. }
      - { title: New ideas, body: Boards that others liked this week., generic: true }
`,
    ),
  };

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("eve", { email: "eve@example.com", consent: { email: true } });
  });

  afterEach(() => shop.close());

  const browses = async () => {
    for (const item of ["dress-1", "dress-2", "dress-3"]) await shop.viewed("eve", item);
    await shop.advance("2 h");
  };

  it("is softened to words that claim nothing when it is only a guess", async () => {
    await shop.take(guessed("eve", { engaged: true }, "inferred", 0.9));
    await browses();
    expect((await shop.messages("u:eve")).map((message) => message.copy.title)).toEqual(["New ideas"]);
    expect((await shop.decisions("u:eve"))[0]?.candidates[0]?.guard).toMatchObject({ verdict: "soften" });
  });

  it("is said to who said so herself", async () => {
    await shop.identified("eve", { engaged: true });
    await browses();
    expect((await shop.messages("u:eve")).map((message) => message.copy.title)).toEqual(["You're getting married!"]);
  });
});

describe("a pharmacy's reminder", () => {
  let shop: TestShop;
  const FILES = {
    "attune.yaml": ATTUNE,
    "policies.yaml": `${POLICIES}occasions:\n  replenishment: { medicine: 30 days }\n  replenishmentLead: 3 days\n`,
    "actions/prescription.yaml": anActionFile(
      "prescription",
      `
class: service
topic: prescriptions
trigger: { occasion: replenishment-due }
treatments:
  - id: lock-screen
    channel: push
    copy: [{ title: Time to reorder, body: "{{ item.name }} may be running out." }]
  - id: mail
    channel: email
    copy:
      - { title: A reminder from your pharmacy, body: "{{ item.name }} may be running out." }
      - { title: A reminder from your pharmacy, body: Please look into your account., generic: true }
`,
    ),
  };

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    await shop.identified("fay", {
      email: "fay@example.com",
      pushToken: "token",
      consent: { email: true, push: true },
    });
  });

  afterEach(() => shop.close());

  const reordered = async () => {
    await shop.bought("fay", "o-1", ["medicine-1"]);
    await shop.advance("27 days");
    return shop.messages("u:fay");
  };

  it("names nothing without consent to the use of health data, and stays off the lock screen", async () => {
    expect((await reordered()).map((message) => [message.treatment, message.copy.body])).toEqual([]);
    expect((await shop.decisions("u:fay")).at(-1)?.candidates.map((one) => [one.treatment, one.stage])).toEqual([
      ["lock-screen", "guard"],
      ["mail", "guard"],
    ]);
  });

  it("names the medicine in a private mailbox to who agreed", async () => {
    await shop.take(track("fay", "Consent Granted", { purpose: "health", channel: "email" }));
    expect((await reordered()).map((message) => [message.treatment, message.copy.body])).toEqual([
      ["mail", "Medicine 1 may be running out."],
    ]);
  });
});

describe("Dear <name>", () => {
  let shop: TestShop;
  const FILES = {
    "policies.yaml": POLICIES,
    "actions/thanks.yaml": anActionFile(
      "thanks",
      `
class: service
topic: orders
trigger: { occasion: order-placed }
treatments:
  - id: thanks
    channel: email
    copy:
      - { title: "Thank you, {{ person.firstName }}", body: We are on it. }
      - { title: Thank you, body: We are on it. }
`,
    ),
  };

  beforeEach(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
  });

  afterEach(() => shop.close());

  it.each(["", " ", "null", "<name>", "{{ firstName }}", "N/A", "undefined", "%FIRST_NAME%", "[first name]"])(
    "is never said: a first name of %j is none",
    async (firstName) => {
      await shop.identified("gus", { email: "gus@example.com", firstName });
      await shop.take(track("gus", "Order Completed", { order_id: "o-1", products: [product("shoe-1")] }));
      expect((await shop.messages("u:gus")).map((message) => message.copy.title)).toEqual(["Thank you"]);
    },
  );

  it("is said by name to who gave one", async () => {
    await shop.identified("gus", { email: "gus@example.com", firstName: "Gus" });
    await shop.bought("gus", "o-1", ["shoe-1"]);
    expect((await shop.messages("u:gus")).map((message) => message.copy.title)).toEqual(["Thank you, Gus"]);
  });
});
