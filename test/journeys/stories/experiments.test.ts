import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Experiment, HOLDOUT, isForPerson, isInArm } from "../../../src/domain/experiment.js";
import { knownPerson, type PersonKey } from "../../../src/domain/person.js";
import { DAY, HOUR } from "../../../src/domain/time.js";
import { type ExperimentResult, experimentResults } from "../../../src/results/index.js";
import { loadAllStatistics } from "../../../src/worker/statistics.js";
import { type Call, identify, order, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

/** What a manager tests: the words, how many messages, when, and how often. Each on people of its own, with a holdout and a random control. */
const mail = (id: string) => `{ id: ${id}, channel: email, copy: [{ title: ${id}, body: b }] }`;
const FILES = {
  "attune.yaml": "channels: { email: { cap: { count: 50, window: 1 day } } }\n",
  "policies.yaml": "arbitration: { exploration: { gamma: off }, leavingCost: 0 }\n",
  "actions/words.yaml": anActionFile(
    "words",
    `trigger: { occasion: event, of: [Quote Asked] }
goal: { event: Order Completed, within: 7 days }
treatments: [${mail("plain")}, ${mail("warm")}, ${mail("bold")}]`,
  ),
  "actions/ladder.yaml": anActionFile(
    "ladder",
    `trigger: { occasion: cart-abandoned, wait: 1 h }
goal: { event: Order Completed, within: 7 days }
treatments: [${mail("first")}]
steps:
  - { after: 1 day, treatments: [${mail("second")}] }
  - { after: 1 day, treatments: [${mail("third")}] }`,
  ),
  "actions/timing.yaml": anActionFile(
    "timing",
    `trigger: { occasion: form-abandoned, wait: 1 h }
treatments: [${mail("form")}]`,
  ),
  "actions/often.yaml": anActionFile(
    "often",
    `trigger: { occasion: event, of: [Deal Seen] }
coolDown: 1 day
treatments: [${mail("deal")}]`,
  ),
  "actions/receipt.yaml": anActionFile(
    "receipt",
    `class: transactional
trigger: { occasion: order-placed }
treatments: [${mail("receipt")}]`,
  ),
  "experiments.yaml": `holdout: { percent: 10 }
control: { percent: 10 }
experiments:
  - id: words
    action: words
    dimension: content
    variants:
      - { id: plain, set: { treatments: [plain] } }
      - { id: warm, set: { treatments: [warm] } }
      - { id: bold, set: { treatments: [bold] } }
  - id: number
    action: ladder
    dimension: number
    variants:
      - { id: three }
      - { id: two, set: { steps: 1 } }
      - { id: one, set: { steps: 0 } }
  - id: when
    action: timing
    dimension: timing
    variants: [{ id: hour }, { id: three-hours, set: { wait: 3 h } }]
  - id: often
    action: often
    dimension: frequency
    variants: [{ id: daily, weight: 3 }, { id: weekly, weight: 1, set: { coolDown: 7 days } }]
`,
};

const WORDS = 450;
const OTHERS = 90;
const names = (group: string, people: number) => Array.from({ length: people }, (_, n) => `${group}-${n}`);
const cohorts = {
  words: names("words", WORDS),
  ladder: names("ladder", OTHERS),
  timing: names("timing", OTHERS),
  often: names("often", OTHERS),
};
const everybody = Object.values(cohorts).flat();

describe("experiments", () => {
  let shop: TestShop;
  let results: ExperimentResult[];

  const isIn = (arm: "holdout" | "control", who: string) => isInArm(shop.context[arm], knownPerson(who));
  const counts = (who: string) => !isIn("holdout", who) && !isIn("control", who);
  /** The variant that is this person's, as the configuration draws it. */
  const variantOf = (action: string, who: string): string =>
    shop.context.actions.find((each) => each.id === action && isForPerson(each, knownPerson(who)))?.variantOf
      ?.variant ?? "";
  const sentTo = async (action: string) => {
    const sent = new Map<string, { treatment: string; time: number }[]>();
    for (const { person, action: of, treatment, time } of await shop.messages()) {
      if (of === action) sent.set(person, [...(sent.get(person) ?? []), { treatment, time }]);
    }
    return (who: string) => sent.get(knownPerson(who)) ?? [];
  };
  const resultOf = (experiment: string): ExperimentResult => {
    const found = results.find((each) => each.experiment === experiment);
    if (found === undefined) throw new Error(experiment);
    return found;
  };
  /** Of ten people with these words so many buy; of those who heard nothing two. */
  const buys = (who: string): boolean => {
    const of: Record<string, number> = { plain: 2, warm: 6, bold: 2 };
    return Number(who.split("-")[1]) % 10 < (isIn("holdout", who) ? 2 : (of[variantOf("words", who)] ?? 0));
  };

  beforeAll(async () => {
    shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: FILES });
    const all = async (people: readonly string[], call: (who: string) => Call) => shop.takeAll(people.map(call));
    await all(everybody, (who) => identify(who, { email: `${who}@example.com`, consent: { email: true } }));
    await all(cohorts.words, (who) => track(who, "Quote Asked"));
    await all(cohorts.ladder, (who) => track(who, "Product Added", product("shoe-1", { quantity: 1 })));
    await all(cohorts.timing, (who) => track(who, "Form Started", { form: "quote" }));
    for (let day = 0; day < 8; day++) {
      await all(cohorts.often, (who) => track(who, "Deal Seen"));
      await shop.advance("1 day");
      if (day === 1) await all(cohorts.words.filter(buys), (who) => order(who, `o-${who}`, ["shoe-1"]));
    }
    const statistics = await loadAllStatistics(shop.state, shop.log.partitions);
    results = experimentResults(statistics, shop.context.experiments, shop.context.holdout);
  }, 60_000);

  afterAll(() => shop.close());

  it("vary the words", async () => {
    const messages = await sentTo("words");
    for (const who of cohorts.words) {
      const own = messages(who).map(({ treatment }) => treatment);
      if (counts(who)) expect(own).toEqual([variantOf("words", who)]);
      else expect([[], [variantOf("words", who)]]).toContainEqual(own);
    }
  });

  it("vary the number of messages", async () => {
    const messages = await sentTo("ladder");
    const steps = { three: ["first", "second", "third"], two: ["first", "second"], one: ["first"] };
    for (const who of cohorts.ladder.filter(counts)) {
      expect(messages(who).map(({ treatment }) => treatment)).toEqual(
        steps[variantOf("ladder", who) as keyof typeof steps],
      );
    }
  });

  it("vary the time", async () => {
    const messages = await sentTo("timing");
    const began = Date.parse("2026-03-02T10:00:00Z");
    for (const who of cohorts.timing.filter(counts)) {
      expect(messages(who).map(({ time }) => (time - began) / HOUR)).toEqual([
        variantOf("timing", who) === "hour" ? 1 : 3,
      ]);
    }
  });

  it("vary how often", async () => {
    const messages = await sentTo("often");
    const began = Date.parse("2026-03-02T10:00:00Z");
    for (const who of cohorts.often.filter(counts)) {
      const days = messages(who).map(({ time }) => (time - began) / DAY);
      expect(days).toEqual(variantOf("often", who) === "daily" ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 7]);
    }
  });

  it("give a person one variant for ever: in decisions, in the profile, after a restart", async () => {
    const variants = new Map<string, Set<string>>();
    for (const { person, variants: named = [] } of await shop.decisions()) {
      variants.set(person, new Set([...(variants.get(person) ?? []), ...named]));
    }
    for (const [action, people] of Object.entries(cohorts)) {
      const experiment = shop.context.experiments.find((each) => each.action === action) as Experiment;
      for (const who of people) {
        expect(variants.get(knownPerson(who))).toEqual(new Set([`${experiment.id}/${variantOf(action, who)}`]));
      }
    }
    const [who = ""] = cohorts.often.filter(counts);
    const before = variantOf("often", who);
    await shop.open();
    expect(variantOf("often", who)).toBe(before);
    const trials = (await shop.profile(knownPerson(who)))?.["trials"];
    expect(trials).toMatchObject([
      { experiment: "often", variant: before },
      { experiment: HOLDOUT, variant: "treated" },
    ]);
  });

  it("hold some people out of everything but what they are owed, and count them in no experiment", async () => {
    const held = everybody.filter((who) => isIn("holdout", who));
    expect(held.length).toBeGreaterThan(40);
    const messages = (await shop.messages()).filter(({ person }) => isIn("holdout", person.slice(2)));
    expect(new Set(messages.map(({ action }) => action))).toEqual(new Set(["receipt"]));
    for (const who of held.slice(0, 40)) {
      const trials = (await shop.profile(knownPerson(who)))?.["trials"];
      expect(trials).toMatchObject([{ experiment: HOLDOUT, variant: "held-out" }]);
      expect(trials).toHaveLength(1);
    }
    const codes = (await shop.decisions())
      .filter(({ person, occasion }) => isIn("holdout", person.slice(2)) && occasion !== "order-placed")
      .flatMap(({ candidates }) => candidates.map(({ code }) => code));
    expect(new Set(codes)).toEqual(new Set(["experiment.holdout"]));
  });

  it("give some people a choice at random, and count them in no experiment either", async () => {
    const drawn = (await shop.decisions()).filter(({ mode }) => mode === "control");
    const isControl = (person: PersonKey) => isIn("control", person.slice(2)) && !isIn("holdout", person.slice(2));
    expect(drawn.length).toBeGreaterThan(40);
    expect(drawn.filter(({ person }) => !isControl(person))).toEqual([]);
    expect(new Set(drawn.map(({ outcome }) => outcome))).toEqual(new Set(["message", "silence"]));
    for (const { candidates, silenceProbability } of drawn) {
      const open = candidates.filter(({ probability }) => probability > 0);
      for (const { probability } of open) expect(probability).toBeCloseTo(1 / (open.length + 1), 12);
      expect(silenceProbability).toBeCloseTo(1 / (open.length + 1), 12);
    }
    const [who = ""] = cohorts.words.filter((each) => isControl(knownPerson(each)));
    expect((await shop.profile(knownPerson(who)))?.["trials"]).toMatchObject([
      { experiment: HOLDOUT, variant: "treated" },
    ]);
  });

  it("count everybody else once, in shares as planned", () => {
    for (const [action, people] of Object.entries(cohorts)) {
      const result = results.find((each) => each.action === action);
      expect(result?.variants.map(({ variant, people }) => [variant, people])).toEqual(
        result?.variants.map(({ variant }) => [
          variant,
          people.filter((who) => counts(who) && variantOf(action, who) === variant).length,
        ]),
      );
    }
    for (const { sampleRatio } of results) expect(sampleRatio).toMatchObject({ mismatch: false });
    const [heldOut, treated] = resultOf(HOLDOUT).variants;
    const outside = everybody.filter((who) => isIn("holdout", who)).length;
    expect([heldOut?.people, treated?.people]).toEqual([outside, everybody.length - outside]);
  });

  it("find the words that sell, by what people bought, and nothing where there is nothing", () => {
    const [plain, warm, bold] = resultOf("words").variants;
    for (const each of [plain, warm, bold]) {
      const people = cohorts.words.filter((who) => counts(who) && variantOf("words", who) === each?.variant);
      expect(each?.converted).toBe(people.filter(buys).length);
      expect(each?.valuePerPerson).toBeCloseTo((40 * people.filter(buys).length) / people.length, 9);
    }
    expect(warm?.comparison?.verdict).toBe("better");
    expect(warm?.comparison?.always.interval.low).toBeGreaterThan(0);
    expect(bold?.comparison?.verdict).toBe("undecided");
    expect(plain?.comparison).toBeUndefined();
    for (const { variants } of [resultOf("number"), resultOf("when"), resultOf("often")])
      expect(variants.map(({ converted }) => converted)).toEqual(variants.map(() => 0));
  });

  it("come out of the log again to the byte", async () => {
    expect(await shop.verifyReplay()).toMatchObject({ equal: true });
  });
});
