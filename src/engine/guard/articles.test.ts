import { describe, expect, it } from "vitest";
import { aDraft, aLedger, aTrait, aView } from "../../../test/harness/draft-of.js";
import {
  aChannel,
  aGuardRule,
  aMoment,
  anAction,
  anEngineContext,
  aTreatment,
  someWords,
} from "../../../test/harness/engine-context.js";
import type { CopyVersion } from "../../domain/action.js";
import type { Channel } from "../../domain/message.js";
import type { Sensitivity } from "../../domain/policy.js";
import type { ItemRecord } from "../../domain/profile.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import { judge } from "./judge.js";

/** The cases that the field still talks about, under one declared policy. A family's letterbox is the webhook of a printer. */
const base = anEngineContext();
const context = anEngineContext({
  channels: new Map([
    ["email", aChannel("email")],
    ["push", aChannel("push", { audience: "lock-screen" })],
    ["webhook", aChannel("webhook", { audience: "shared" })],
  ]),
  guard: {
    ...base.guard,
    facts: new Map<string, Sensitivity>([
      ["person.firstName", "personal"],
      ["trait.engaged", "intimate"],
      ["category.lingerie", "intimate"],
      ["trait.pregnant", "special"],
      ["category.medicine", "special"],
    ]),
    rules: new Map([
      ["none", aGuardRule()],
      ["personal", aGuardRule({ provenance: ["declared", "observed"], audiences: ["private"], otherwise: "soften" })],
      [
        "intimate",
        aGuardRule({
          provenance: ["declared", "observed"],
          minimumConfidence: 0.9,
          minimumEvidence: 0.5,
          audiences: ["private"],
          otherwise: "soften",
        }),
      ],
      [
        "special",
        aGuardRule({
          provenance: ["declared", "observed"],
          minimumConfidence: 0.95,
          audiences: ["private"],
          purpose: "health",
        }),
      ],
    ]),
    minimumRelationship: 3,
  },
});

interface Said {
  readonly on?: Channel;
  readonly uses?: readonly string[];
  readonly version?: CopyVersion;
  readonly evidence?: number;
  readonly item?: string;
  readonly orders?: number;
}
const NEUTRAL: CopyVersion = { ...someWords(), generic: false };

function verdictOf(draft: ProfileDraft, said: Said): string {
  const { on = "email", uses = [], version = NEUTRAL, evidence = 1, item = "item", orders = 0 } = said;
  const option = { action: anAction(), treatment: aTreatment(on, { uses }) };
  const view = aView({ orders: { count: orders } });
  return judge(draft, option, version, context, aMoment({ items: [item] }), view, evidence).verdict;
}

describe("coupons for the pregnant", () => {
  const coupons = { uses: ["trait.pregnant"] };
  const agreed = aLedger({ purpose: "health", channel: "*" });

  it("are not sent on a guess, however good, least of all to a letterbox that a family shares", () => {
    const guessed = aDraft({
      consent: agreed,
      traits: [aTrait("pregnant", true, { provenance: "third-party", confidence: 0.97 })],
    });
    expect(verdictOf(guessed, { ...coupons, on: "webhook" })).toBe("block");
    expect(verdictOf(guessed, coupons)).toBe("block");
    const inferred = aDraft({ traits: [aTrait("pregnant", true, { provenance: "inferred", confidence: 0.99 })] });
    expect(verdictOf(inferred, coupons)).toBe("block");
  });

  it("are sent to who told it herself and agreed to its use, where she reads alone", () => {
    const declared = aDraft({ consent: agreed, traits: [aTrait("pregnant", true)] });
    expect(verdictOf(declared, coupons)).toBe("allow");
    expect(verdictOf(declared, { ...coupons, on: "webhook" })).toBe("block");
    expect(verdictOf(aDraft({ traits: [aTrait("pregnant", true)] }), coupons)).toBe("block");
  });
});

describe("you're getting married!", () => {
  const wedding = { uses: ["trait.engaged"] };
  const guessed = aDraft({ traits: [aTrait("engaged", true, { provenance: "inferred", confidence: 0.9 })] });

  it("is softened to words that claim nothing", () => {
    expect(verdictOf(guessed, wedding)).toBe("soften");
    expect(verdictOf(guessed, { ...wedding, version: someWords() })).toBe("allow");
  });

  it("is said to who said so, but not on the behaviour of people like her", () => {
    const declared = aDraft({ traits: [aTrait("engaged", true)] });
    expect(verdictOf(declared, wedding)).toBe("allow");
    expect(verdictOf(declared, { ...wedding, evidence: 0.2 })).toBe("soften");
  });
});

describe("a pharmacy's reminder", () => {
  const bought: ItemRecord = { id: "insulin", kind: "order", time: 1, category: "Medicine", price: 30 };
  const patient = (...purposes: string[]) =>
    aDraft({ items: [bought], consent: aLedger(...purposes.map((purpose) => ({ purpose, channel: "*" as const }))) });
  const reminder = { uses: ["category.medicine"], item: "insulin" };

  it("comes in neutral words to the mailbox of who agreed to it, and to nobody else's", () => {
    expect(verdictOf(patient("marketing", "health"), reminder)).toBe("allow");
    expect(verdictOf(patient("marketing"), reminder)).toBe("block");
  });

  it("is nothing for a lock screen, agreed or not", () => {
    expect(verdictOf(patient("health"), { ...reminder, on: "push" })).toBe("block");
  });

  it("names the medicine to nobody by accident: an item is as sensitive as its category", () => {
    const naming = { item: "insulin", version: someWords("item.name") };
    expect(verdictOf(patient("marketing"), naming)).toBe("block");
    expect(verdictOf(patient("health"), { ...naming, on: "push" })).toBe("block");
    expect(verdictOf(patient("health"), naming)).toBe("allow");
  });
});

it("a lock screen does not name a product of an intimate category; generic words may stand there", () => {
  const viewed: ItemRecord = { id: "bra", kind: "view", time: 1, category: "lingerie", price: 30 };
  const draft = aDraft({ items: [viewed] });
  const naming = { item: "bra", version: someWords("item.name") };
  expect(verdictOf(draft, { ...naming, on: "push" })).toBe("soften");
  expect(verdictOf(draft, { item: "bra", version: someWords(), on: "push" })).toBe("allow");
  expect(verdictOf(draft, naming)).toBe("allow");
});

it("Dear <name> needs somebody who knows the name's owner", () => {
  const draft = aDraft({ traits: [aTrait("firstName", "Ada")] });
  const dear = { version: someWords("person.firstName") };
  expect(verdictOf(draft, dear)).toBe("soften");
  expect(verdictOf(draft, { ...dear, orders: 2 })).toBe("allow");
  expect(verdictOf(draft, { ...dear, orders: 2, on: "webhook" })).toBe("soften");
});
