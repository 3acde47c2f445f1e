import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { isForPerson } from "../domain/experiment.js";
import { knownPerson } from "../domain/person.js";
import { buildEngineContext } from "./engine-context.js";
import { requireConfiguration } from "./load.js";

/** From files to the engine's context: what is worked out on the way. */

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function contextOf(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-context-"));
  folders.push(folder);
  mkdirSync(path.join(folder, "actions"));
  for (const [name, text] of Object.entries({ "attune.yaml": "", ...files })) {
    writeFileSync(path.join(folder, name), text);
  }
  const configuration = requireConfiguration(folder, { environment: {} });
  return buildEngineContext(structuredClone(configuration));
}

/** `lines`: beside what every action needs. */
function action(lines = "", trigger = "occasion: order-placed"): string {
  const treatments = "treatments: [{ id: mail, channel: email, copy: [{ title: t, body: b }] }]";
  return `action: one\nissue: growth\ngroup: offers\ntrigger: { ${trigger} }\n${lines.startsWith("treatments") ? "" : treatments}\n${lines}`;
}

describe("an action", () => {
  const one = (lines = "", trigger?: string) => contextOf({ "actions/one.yaml": action(lines, trigger) }).actions[0];

  test("is promotional, about its group, for ever, unless it says otherwise", () => {
    expect(one()).toMatchObject({
      class: "promotional",
      topic: "offers",
      purpose: "marketing",
      validFrom: Number.NEGATIVE_INFINITY,
      validUntil: Number.POSITIVE_INFINITY,
      relevanceHalfLifeMs: Number.POSITIVE_INFINITY,
      policy: { eligibility: [], applicability: [], suitability: [] },
      steps: [],
    });
    expect(one()?.goal).toBeUndefined();
  });

  test.each([
    ["transactional", "transactional"],
    ["service", "service"],
    ["education", "marketing"],
  ])("of class %s asks for %s", (name, purpose) => {
    expect(one(`class: ${name}`)?.purpose).toBe(purpose);
  });

  test("is valid through the whole of its last day, in the shop's zone", () => {
    const files = {
      "attune.yaml": "engine: { zone: Europe/Warsaw }",
      "actions/one.yaml": action("valid: { from: 2026-03-29, until: 2026-03-29 }"),
    };
    const [made] = contextOf(files).actions;
    // The day on which clocks are put forward has 23 hours.
    expect(new Date(made?.validFrom ?? 0).toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(new Date(made?.validUntil ?? 0).toISOString()).toBe("2026-03-29T22:00:00.000Z");
    expect(one("valid: { until: '2026-03-29T18:00:00+02:00' }")?.validUntil).toBe(Date.parse("2026-03-29T16:00:00Z"));
  });

  test("names events as the vocabulary does, and asked-for things as they arrive", () => {
    expect(one("goal: { event: purchase, within: 1 day }")?.goal?.event).toBe("Order Completed");
    expect(one("", "occasion: event, of: [Viewed Cart, Quote Asked]")?.trigger.of).toEqual([
      "Cart Viewed",
      "Quote Asked",
    ]);
    expect(one("", "occasion: order-status, of: [Shipped]")?.trigger.of).toEqual(["shipped"]);
  });

  test("that was asked for isn't said twice in a minute unless it says otherwise; others may be", () => {
    expect(one()?.coolDownMs).toBe(0);
    expect(one("class: service", "occasion: send-requested")?.coolDownMs).toBe(60_000);
    expect(one("class: service\ncoolDown: 1 h", "occasion: send-requested")?.coolDownMs).toBe(3_600_000);
  });

  test("has the rules of its class and group in front of its own", () => {
    const rule = (id: string, target: string) =>
      `  - { id: ${id}, for: ${target}, stage: eligibility, when: person.known, say: ${id} it is }\n`;
    const { actions } = contextOf({
      "policies.yaml": `engagement:\n${rule("all", "{}")}${rule("offers", "{ group: offers, class: promotional }")}${rule("others", "{ class: service }")}`,
      "actions/one.yaml": action("eligibility:\n  - orders.count > 0\n  - { id: own, when: cart.count > 0 }\n"),
    });
    expect(actions[0]?.policy.eligibility.map(({ id, say, when }) => [id, say, when.source])).toEqual([
      ["all", "all it is", "person.known"],
      ["offers", "offers it is", "person.known"],
      ["eligibility-1", "orders.count > 0", "orders.count > 0"],
      ["own", "cart.count > 0", "cart.count > 0"],
    ]);
  });

  test("has levers of its issue, its group and its own, multiplied", () => {
    const { actions } = contextOf({
      "policies.yaml": "arbitration: { levers: { issues: { growth: 50 }, groups: { offers: -20 } } }",
      "actions/one.yaml": action("lever: 2"),
    });
    expect(actions[0]?.lever).toBeCloseTo(2 * 1.5 * 0.8, 12);
  });

  test("has generic words where it says so, or where nothing personal is named or used", () => {
    const words =
      "copy: [{ title: t, body: b }, { title: t, body: '{{ item.name }}' }, { title: t, body: b, generic: true }]";
    const treatments = (uses: string) => `treatments: [{ id: mail, channel: email, ${uses}${words} }]`;
    const generic = (uses: string) => one(treatments(uses))?.treatments[0]?.copy.map((version) => version.generic);
    expect(generic("")).toEqual([true, false, true]);
    expect(generic("uses: [trait.engaged], ")).toEqual([false, false, true]);
  });
});

describe("a test of an action", () => {
  const files = {
    "actions/one.yaml": action(
      "goal: { event: Order Completed, within: 9 days }\nsteps:\n  - { after: 1 day, treatments: [{ id: again, channel: sms, copy: [{ title: t, body: b }] }] }\n",
      "occasion: cart-abandoned, wait: 45 min",
    ),
    "experiments.yaml": `holdout: { percent: 5 }
experiments:
  - id: waits
    action: one
    dimension: timing
    variants:
      - { id: usual, weight: 2 }
      - { id: later, weight: 1, set: { wait: 3 h } }
`,
  };

  test("makes an action of each variant; everybody gets exactly one of them", () => {
    const { actions, experiments, holdout } = contextOf(files);
    expect(actions.map(({ id, trigger, variantOf }) => [id, trigger.waitMs, variantOf])).toEqual([
      ["one", 2_700_000, { experiment: "waits", variant: "usual", from: 0, to: 6_667, salt: "waits" }],
      ["one", 10_800_000, { experiment: "waits", variant: "later", from: 6_667, to: 10_000, salt: "waits" }],
    ]);
    expect(experiments).toEqual([
      {
        id: "waits",
        action: "one",
        dimension: "timing",
        variants: [
          { id: "usual", share: 0.6667 },
          { id: "later", share: 0.3333 },
        ],
      },
    ]);
    expect(holdout).toEqual({ share: 0.05, salt: "holdout" });
    for (let i = 0; i < 500; i++) {
      expect(actions.filter((each) => isForPerson(each, knownPerson(`p${i}`)))).toHaveLength(1);
    }
  });

  test("changes nothing but what it sets", () => {
    const [usual, later] = contextOf(files).actions;
    const { waitMs: _, ...trigger } = usual?.trigger ?? {};
    expect(later?.trigger).toMatchObject(trigger);
    expect(later?.steps).toHaveLength(1);
  });

  test("can leave out steps and treatments", () => {
    const yaml = files["experiments.yaml"].replace("timing", "number").replace("wait: 3 h", "steps: 0");
    expect(contextOf({ ...files, "experiments.yaml": yaml }).actions.map(({ steps }) => steps.length)).toEqual([1, 0]);
  });
});

describe("policies", () => {
  test("of the shop stand over the built-in ones", () => {
    const { guard, consent, caps, occasions, arbitration } = contextOf({
      "actions/one.yaml": action(),
      "policies.yaml": `consent: { purposes: { service: required, health: required } }
contact: { caps: [{ id: a, count: 2, per: week }, { id: b, count: 1, window: 36 h, classes: [transactional] }] }
silence: [{ channel: sms }, { channel: email, mode: pause, pause: 10 days }]
guard: { facts: { item.name: intimate, trait.faith: special } }
arbitration: { exploration: { gamma: 50 }, weights: [{ when: "'xmas' in moment.seasons", for: { action: one }, weight: 20 }] }
seasons: [{ id: xmas, from: 12-01, to: 01-06 }]
`,
    });
    expect(Object.fromEntries(consent.purposes)).toEqual({
      marketing: "channel",
      service: "required",
      transactional: "implied",
      health: "required",
    });
    expect(caps).toEqual([
      {
        id: "a",
        count: 2,
        classes: ["service", "promotional", "education"],
        window: { kind: "calendar", unit: "week" },
      },
      { id: "b", count: 1, classes: ["transactional"], window: { kind: "rolling", ms: 129_600_000 } },
    ]);
    expect(
      occasions.silence.map(({ channel, afterMs, pauseMs }) => [channel, afterMs / 86_400_000, pauseMs / 86_400_000]),
    ).toEqual([
      ["sms", 30, 30],
      ["email", 180, 10],
    ]);
    const facts = ["item.name", "trait.faith", "person.firstName", "coupon.code"];
    expect(facts.map((fact) => guard.facts.get(fact))).toEqual(["intimate", "special", "personal", "none"]);
    expect(guard.rules.get("special")?.otherwise).toBe("block");
    expect(arbitration.gamma).toBe(50);
    expect(arbitration.weights[0]).toMatchObject({ target: { action: "one" }, weight: 20 });
    expect(arbitration.weights[0]?.when.source).toBe("'xmas' in moment.seasons");
  });
});

test("a pool of the shop's own codes: one a line, in the order of the file", () => {
  const { coupons } = contextOf({
    "attune.yaml": "partitions: 2",
    "coupons.yaml": "pools: [{ id: own, kind: list, codes: codes.txt, valid: 7 days }]",
    "codes.txt": "# of summer\nAAA-1\r\n\n  BBB-2\n",
  });
  expect(coupons.get("own")).toEqual({ id: "own", validMs: 604_800_000, kind: "list", codes: ["AAA-1", "BBB-2"] });
});

describe("the version of what decides", () => {
  const version = (files: Readonly<Record<string, string>>) => contextOf(files).version;

  test.each([
    ["segments.yaml", "segments: [{ id: a, when: orders.count > 0 }]"],
    ["policies.yaml", "guard: { minimumRelationship: 2 }"],
    ["policies.yaml", "arbitration: { exploration: { gamma: 1000 } }"],
    ["experiments.yaml", "holdout: { percent: 1 }"],
    ["loyalty.yaml", "nearPoints: 5"],
    ["coupons.yaml", "pools: [{ id: a, kind: generated, secret: s }]"],
    ["actions/one.yaml", action("valid: { until: 2026-01-01 }")],
  ])("changes with %s: %s", (name, text) => {
    const plain = { "actions/one.yaml": action() };
    expect(version({ ...plain, [name]: text })).not.toBe(version(plain));
  });
});
