import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadConfiguration } from "./load.js";
import type { ConfigProblem, ConfigProblemCode } from "./problems.js";

/** Forty mistakes of a decisioning configuration, each planted into a folder that is good without it. */

const FILES = {
  "attune.yaml": "engine:\n  zone: Europe/Warsaw\n  limits: { contacts: 64 }\n",
  "segments.yaml": `segments:
  - id: fans
    when: activity.views >= 20
    hold: 7 days
  - id: sleepers
    when: >-
      orders.count > 0 &&
      orders.daysSinceLast > 90
personas:
  - { id: parents, when: "'kids' in viewed.categories" }
`,
  "policies.yaml": `consent:
  purposes: { health: required }
  categories: { C0004: [marketing] }
engagement:
  - id: adults
    for: { group: abandonment }
    stage: eligibility
    when: person.age >= 18 || person.age < 0
contact:
  caps:
    - { id: all, count: 4, window: 7 days }
    - { id: carts, topic: cart, count: 2, per: week }
silence:
  - { channel: email, after: 180 days, mode: season }
  - { channel: sms, mode: win-back }
seasons:
  - { id: christmas, from: 11-20, to: 12-24 }
guard:
  facts: { trait.pregnant: special, segment.parents: intimate }
arbitration:
  weights:
    - { when: "'christmas' in moment.seasons", for: { issue: conversion }, weight: 20 }
  levers:
    issues: { conversion: 10 }
lifecycle: { lapsing: 30 days, lapsed: 90 days }
`,
  "experiments.yaml": `holdout: { percent: 5 }
experiments:
  - id: cart-wait
    action: cart
    dimension: timing
    variants:
      - { id: usual, weight: 1 }
      - { id: later, weight: 1, set: { wait: 3 h } }
`,
  "loyalty.yaml": `tiers:
  - { id: silver, points: 100, benefit: 10 % less }
  - { id: gold, points: 500, benefit: 30 % less }
nearPoints: 20
`,
  "coupons.yaml": `pools:
  - { id: back, kind: generated, prefix: BACK, secret: s3cret, valid: 30 days }
`,
  "actions/cart.yaml": `action: cart
issue: conversion
group: abandonment
class: promotional
topic: cart
trigger:
  occasion: cart-abandoned
  wait: 45 min
  when: cart.value > 20.0 && !("fans" in standing.segments)
valid: { from: 2026-01-01, until: 2026-12-31 }
goal: { event: Order Completed, within: 7 days }
suitability:
  - id: no-minors
    when: standing.lifecycle != "lost"
treatments:
  - id: mail
    channel: email
    uses: [segment.parents]
    copy:
      - { title: "For {{ item.name }}", body: b }
      - { title: t, body: b, generic: true }
  - id: frame
    channel: onsite
    slot: basket
    locale: de
    copy: [{ title: t, body: b }]
steps:
  - after: 1 day
    treatments:
      - id: code
        channel: sms
        coupon: back
        copy: [{ title: t, body: "{{ coupon.code }}" }]
`,
  "actions/back.yaml": `action: win-back
issue: retention
group: silence
trigger: { occasion: silence, of: [sms] }
treatments:
  - { id: text, channel: sms, copy: [{ title: t, body: b }] }
`,
  "actions/asked.yaml": `action: asked
issue: service
group: asked
class: service
trigger: { occasion: send-requested }
treatments:
  - { id: list, channel: email, copy: [{ title: t, body: b }] }
`,
  "recommendations.yaml": `learnFrom: [development]
popularity: { halfLife: 14 days, trendingHalfLife: 2 days, segments: [fans] }
scenarios:
  - { id: for-you, fallback: [gifts, bestsellers] }
  - { id: gifts, kind: trending, filter: { maximumPrice: 50 }, fallback: [bestsellers] }
  - { id: dearer, kind: up-sell, priceBand: 0.3 }
`,
  "actions/cross.yaml": `action: cross
issue: conversion
group: abandonment
trigger: { occasion: order-placed, wait: 2 days }
treatments:
  - id: mail
    channel: email
    recommend: { scenario: gifts, n: 3, minimum: 2, filter: { minimumPrice: 5, maximumPrice: 90 } }
    copy: [{ title: t, body: "{{ recommended.names }}" }]
`,
  "own.txt": "CODE-1\nCODE-2\nCODE-3\n",
} as const;
type File = keyof typeof FILES;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function mistakesIn(files: Readonly<Record<string, string>>): ConfigProblem[] {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-decisioning-"));
  folders.push(folder);
  mkdirSync(path.join(folder, "actions"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const result = loadConfiguration(folder, { environment: {} });
  return result.ok ? [] : result.errors.map((found) => ({ ...found, file: path.relative(folder, found.file) }));
}

type Planted = [
  mistake: string,
  file: File,
  find: string,
  put: string,
  code: ConfigProblemCode,
  line: number,
  column: number,
  message: RegExp,
];

const CEL = "ATTUNE_CONFIG_CEL";
const REFERENCE = "ATTUNE_CONFIG_REFERENCE";
const SHARE = "ATTUNE_CONFIG_SHARE";
const POLICY = "ATTUNE_CONFIG_POLICY";

// biome-ignore format: one planted mistake a line
const PLANTED: Planted[] = [
  // conditions
  ["a field misspelt", "segments.yaml", "activity.views", "activity.vievs", CEL, 3, 20, /views/],
  ["a subject misspelt, in the second line of a folded text", "segments.yaml", "orders.daysSinceLast", "order.daysSinceLast", CEL, 8, 7, /orders/],
  ["a text compared with a number", "segments.yaml", "activity.views >= 20", "activity.views >= 'many'", CEL, 3, 11, /double >= string/],
  ["a condition that is no answer", "segments.yaml", "activity.views >= 20", "activity.views + 1.0", CEL, 3, 11, /true or false/],
  ["a bracket left open", "policies.yaml", "person.age < 0", "(person.age < 0", CEL, 8, 46, /ends too early/],
  ["a segment that asks for segments", "segments.yaml", "'kids' in viewed.categories", "'fans' in standing.segments", CEL, 10, 37, /segments/],
  ["within quotes that are escaped", "segments.yaml", `"'kids' in viewed.categories"`, `'''kids'' in viewed.category'`, CEL, 10, 46, /categories/],
  ["a stage of life that there isn't", "actions/cart.yaml", '"lost"', '"losst"', REFERENCE, 14, 34, /did you mean "lost"/],
  ["a segment asked for that there isn't", "actions/cart.yaml", '"fans"', '"fan"', REFERENCE, 9, 33, /did you mean "fans"/],
  ["a season asked for that there isn't", "policies.yaml", "'christmas' in", "'xmas' in", REFERENCE, 22, 17, /no season "xmas"; .*christmas/],
  // names of other files
  ["a pool that there isn't", "actions/cart.yaml", "coupon: back", "coupon: bakc", REFERENCE, 32, 17, /did you mean "back"/],
  ["a segment used that there isn't", "actions/cart.yaml", "[segment.parents]", "[segment.parent]", REFERENCE, 18, 12, /did you mean "parents"/],
  ["a fact used that is none", "actions/cart.yaml", "[segment.parents]", "[traits.pregnant]", "ATTUNE_CONFIG_FACT", 18, 12, /no fact/],
  ["a channel of silence that there isn't", "actions/back.yaml", "of: [sms]", "of: [mail]", REFERENCE, 4, 36, /email/],
  ["a topic that no action has", "policies.yaml", "topic: cart", "topic: card", REFERENCE, 12, 27, /did you mean "cart"/],
  ["a channel of a cap that there isn't", "policies.yaml", "{ id: all, count", "{ id: all, channel: emial, count", "ATTUNE_CONFIG_VALUE", 11, 27, /did you mean "email"/],
  ["a rule for a group that there isn't", "policies.yaml", "group: abandonment", "group: abandoned", REFERENCE, 6, 19, /abandonment/],
  ["a lever of an issue that there isn't", "policies.yaml", "issues: { conversion: 10 }", "issues: { conversoin: 10 }", REFERENCE, 24, 15, /did you mean "conversion"/],
  ["a purpose that there isn't", "actions/cart.yaml", "topic: cart", "purpose: helth", REFERENCE, 5, 10, /did you mean "health"/],
  ["a consent manager's category of no purpose", "policies.yaml", "[marketing]", "[advertising]", REFERENCE, 3, 25, /no purpose "advertising"/],
  ["a test of an action that there isn't", "experiments.yaml", "action: cart", "action: carts", REFERENCE, 4, 13, /did you mean "cart"/],
  ["a test with a treatment that there isn't", "experiments.yaml", "timing\n    variants:\n      - { id: usual, weight: 1 }\n      - { id: later, weight: 1, set: { wait: 3 h } }", "content\n    variants:\n      - { id: usual }\n      - { id: other, set: { treatments: [maill] } }", REFERENCE, 8, 42, /did you mean "mail"/],
  ["a goal a letter away from an event", "actions/cart.yaml", "Order Completed", "Order Complete", REFERENCE, 11, 16, /did you mean "Order Completed"/],
  // shares
  ["a variant that nobody gets", "experiments.yaml", "id: later, weight: 1", "id: later, weight: 0", SHARE, 8, 30, /nobody would get "later"/],
  ["nobody left to hear anything", "experiments.yaml", "percent: 5", "percent: 60 }\ncontrol: { percent: 40", SHARE, 2, 21, /nobody would be left/],
  ["two draws with one salt", "experiments.yaml", "dimension: timing", "dimension: timing\n    salt: holdout", SHARE, 6, 11, /the holdout/],
  ["more than all people", "experiments.yaml", "percent: 5", "percent: 105", "ATTUNE_CONFIG_RANGE", 1, 21, /from 0 to 100/],
  // contradictions
  ["a cap that says two windows", "policies.yaml", "per: week", "per: week, window: 1 day", POLICY, 12, 7, /name one/],
  ["a cap of a class that no such action has", "policies.yaml", "count: 2, per", "classes: [education], count: 2, per", POLICY, 12, 42, /nothing is ever counted/],
  ["a cap that the channel's own makes idle", "policies.yaml", "{ id: all, count", "{ id: all, channel: email, count", POLICY, 11, 41, /never reached/],
  ["key seasons without a season", "policies.yaml", "seasons:\n  - { id: christmas, from: 11-20, to: 12-24 }\n", "", POLICY, 14, 46, /no season/],
  ["a day that no year has", "policies.yaml", "to: 12-24", "to: 02-30", "ATTUNE_CONFIG_VALUE", 17, 39, /no day of the year/],
  ["winning back where nothing is said", "policies.yaml", "{ channel: sms, mode", "{ channel: push, mode", POLICY, 15, 28, /won back by push/],
  ["a lapsed customer before a lapsing one", "policies.yaml", "lapsed: 90 days", "lapsed: 20 days", "ATTUNE_CONFIG_RANGE", 25, 40, /more than/],
  ["advertising under an implied purpose", "actions/cart.yaml", "topic: cart", "purpose: service", POLICY, 5, 10, /agreed to/],
  ["a step after the goal's window", "actions/cart.yaml", "after: 1 day", "after: 8 days", POLICY, 28, 12, /after the goal's window/],
  ["steps without a goal", "actions/cart.yaml", "goal: { event: Order Completed, within: 7 days }\n", "", POLICY, 27, 3, /need a goal/],
  ["a generic version that names a product", "actions/cart.yaml", "title: t, body: b, generic", 'title: "{{ item.name }}", body: b, generic', POLICY, 21, 55, /names item.name/],
  ["a fact to be softened, and nothing generic", "actions/cart.yaml", ", generic: true", "", POLICY, 18, 12, /no version of the words is generic/],
  ["a slot that is not on site", "actions/cart.yaml", "channel: onsite", "channel: push", POLICY, 24, 11, /onsite/],
  ["a wait that is no silence", "actions/cart.yaml", "wait: 45 min", "wait: 30 s", "ATTUNE_CONFIG_DURATION", 8, 9, /at least 1 min/],
  ["a wait under test that is no silence", "experiments.yaml", "wait: 3 h", "wait: 5 s", "ATTUNE_CONFIG_DURATION", 8, 46, /at least 1 min/],
  ["what is asked for, without a pause", "actions/back.yaml", "occasion: silence, of: [sms] }", "occasion: send-requested }\ncoolDown: 5 s", "ATTUNE_CONFIG_DURATION", 5, 11, /at least 1 min/],
  ["a pause under test that is none", "experiments.yaml", "action: cart\n    dimension: timing\n    variants:\n      - { id: usual, weight: 1 }\n      - { id: later, weight: 1, set: { wait: 3 h } }", "action: asked\n    dimension: frequency\n    variants:\n      - { id: usual }\n      - { id: often, set: { coolDown: 0 s } }", "ATTUNE_CONFIG_DURATION", 8, 39, /at least 1 min/],
  ["a test of timing that varies the value", "experiments.yaml", "wait: 3 h", "wait: 3 h, value: 5", POLICY, 8, 51, /made the difference/],
  ["an action that ends before it begins", "actions/cart.yaml", "until: 2026-12-31", "until: 2025-12-31", POLICY, 10, 35, /before it begins/],
  ["a date that is none", "actions/cart.yaml", "from: 2026-01-01", "from: 2026-02-30", "ATTUNE_CONFIG_VALUE", 10, 16, /no date/],
  ["a language that is none", "actions/cart.yaml", "locale: de", "locale: german!", "ATTUNE_CONFIG_VALUE", 25, 13, /BCP 47/],
  ["a code that is given and not told", "actions/cart.yaml", "{{ coupon.code }}", "Your code", POLICY, 32, 17, /not told/],
  ["a code that is told and not given", "actions/cart.yaml", "        coupon: back\n", "", POLICY, 32, 16, /takes none/],
  ["every event at once", "actions/back.yaml", "occasion: silence, of: [sms]", "occasion: event", POLICY, 4, 10, /every event/],
  ["a tier that falls", "loyalty.yaml", "points: 500", "points: 50", "ATTUNE_CONFIG_RANGE", 3, 25, /tiers rise/],
  ["a pool without its secret", "coupons.yaml", "secret: s3cret, ", "", "ATTUNE_CONFIG_MISSING_KEY", 2, 5, /"secret" is missing/],
  ["two pools that make the same codes", "coupons.yaml", "pools:\n", "pools:\n  - { id: other, kind: generated, prefix: BACK, secret: else }\n", "ATTUNE_CONFIG_DUPLICATE_ID", 3, 42, /given twice/],
  ["a list that is given a secret", "coupons.yaml", "kind: generated, prefix: BACK", "kind: list", POLICY, 2, 29, /has no secret/],
  ["fewer codes than there are partitions", "coupons.yaml", "kind: generated, prefix: BACK, secret: s3cret", "kind: list, codes: own.txt", POLICY, 2, 5, /3 codes for 16 partitions/],
  ["a file of codes that isn't there", "coupons.yaml", "kind: generated, prefix: BACK, secret: s3cret", "kind: list, codes: codes.txt", "ATTUNE_CONFIG_FILE", 1, 1, /no such file/],
  ["a zone that is none", "attune.yaml", "Europe/Warsaw", "Europe/Warschau", "ATTUNE_CONFIG_VALUE", 2, 9, /no time zone/],
  ["fewer contacts than all caps count", "attune.yaml", "contacts: 64", "contacts: 15", "ATTUNE_CONFIG_RANGE", 3, 23, /count 20 messages.*at least 20/],
  // recommendations
  ["a scenario that there isn't, in a treatment", "actions/cross.yaml", "scenario: gifts", "scenario: gift", REFERENCE, 8, 28, /no scenario "gift"; did you mean "gifts"/],
  ["a scenario that there isn't, to fall back on", "recommendations.yaml", "fallback: [gifts, bestsellers]", "fallback: [gifts, bestseller]", REFERENCE, 4, 38, /did you mean "bestsellers"/],
  ["scenarios that fall back on each other", "recommendations.yaml", "fallback: [bestsellers] }", "fallback: [next-item] }", POLICY, 5, 75, /ring: gifts -> next-item -> for-you -> gifts/],
  ["a scenario that falls back on itself", "recommendations.yaml", "[gifts, bestsellers]", "[for-you]", POLICY, 4, 31, /ring: for-you -> for-you/],
  ["a built-in scenario misspelt", "recommendations.yaml", "id: for-you", "id: foryou", "ATTUNE_CONFIG_MISSING_KEY", 4, 11, /did you mean "for-you"/],
  ["a built-in scenario of another kind", "recommendations.yaml", "id: for-you", "id: for-you, kind: trending", POLICY, 4, 26, /another name/],
  ["a kind that there isn't", "recommendations.yaml", "kind: up-sell", "kind: upsell", "ATTUNE_CONFIG_VALUE", 6, 25, /did you mean "up-sell"/],
  ["a scenario given twice", "recommendations.yaml", "id: dearer", "id: gifts", "ATTUNE_CONFIG_DUPLICATE_ID", 6, 11, /second time/],
  ["a price band of what looks at none", "recommendations.yaml", "kind: up-sell", "kind: similar", POLICY, 6, 45, /only up-sell and other-price/],
  ["a price band that is none", "recommendations.yaml", "priceBand: 0.3", "priceBand: 0", "ATTUNE_CONFIG_RANGE", 6, 45, /from 0.01 to 10/],
  ["prices that no item has", "recommendations.yaml", "maximumPrice: 50", "maximumPrice: 50, minimumPrice: 60", "ATTUNE_CONFIG_RANGE", 5, 76, /at least 60 and at most 50/],
  ["prices that no item has, in a treatment", "actions/cross.yaml", "minimumPrice: 5", "minimumPrice: 500", "ATTUNE_CONFIG_RANGE", 8, 77, /at least 500/],
  ["favourites of a segment that there isn't", "recommendations.yaml", "[fans]", "[fan]", REFERENCE, 2, 71, /did you mean "fans"/],
  ["a write key that there isn't", "recommendations.yaml", "[development]", "[devlopment]", REFERENCE, 1, 13, /did you mean "development"/],
  ["a rise slower than what lasts", "recommendations.yaml", "trendingHalfLife: 2 days", "trendingHalfLife: 20 days", POLICY, 2, 52, /shorter than/],
  ["more items needed than are recommended", "actions/cross.yaml", "minimum: 2", "minimum: 4", "ATTUNE_CONFIG_RANGE", 8, 50, /at most 3 .* needs 4/],
  ["recommendations in what the law calls a service", "actions/cross.yaml", "group: abandonment\n", "group: abandonment\nclass: transactional\n", POLICY, 9, 16, /makes advertising of it/],
  ["words of what isn't recommended", "actions/cross.yaml", "    recommend: { scenario: gifts, n: 3, minimum: 2, filter: { minimumPrice: 5, maximumPrice: 90 } }\n", "", POLICY, 8, 12, /recommends nothing/],
  ["a sensitivity misspelt", "policies.yaml", "trait.pregnant: special", "trait.pregnant: specail", "ATTUNE_CONFIG_VALUE", 19, 28, /did you mean "special"/],
];

describe("a decisioning configuration", () => {
  test("is good as it stands, and forty mistakes at least are tried", () => {
    expect(mistakesIn(FILES)).toEqual([]);
    expect(PLANTED.length).toBeGreaterThanOrEqual(40);
  });

  test.each(PLANTED)("%s: named by its place", (_, file, find, put, code, line, column, message) => {
    expect(FILES[file]).toContain(find);
    const found = mistakesIn({ ...FILES, [file]: FILES[file].replace(find, () => put) });
    const place = code === "ATTUNE_CONFIG_FILE" ? "codes.txt" : file;
    const places = found.map((each) => [each.code, each.file, each.line, each.column]);
    expect(places).toContainEqual([code, path.normalize(place), line, column]);
    const named = found.find((each) => each.code === code && each.line === line && each.column === column);
    expect(named?.message).toMatch(message);
    expect(named?.fix).not.toBe("");
  });

  test("caps that count more than is remembered where no limit is written: named at the cap that is too much, with what to write", () => {
    const settings = { ...FILES, "attune.yaml": "engine:\n  zone: Europe/Warsaw\n" };
    const caps = (text: string) => ({ ...settings, "policies.yaml": `contact:\n  caps:\n${text}` });
    const cap = (id: string, count: number) => `    - { id: ${id}, count: ${count}, window: 1 day }\n`;
    expect(mistakesIn(caps(cap("a", 50)))).toEqual([]);
    expect(mistakesIn(caps(cap("a", 50) + cap("b", 50)))).toMatchObject([
      {
        code: "ATTUNE_CONFIG_RANGE",
        file: "policies.yaml",
        line: 4,
        column: 23,
        message: expect.stringMatching(
          /^all caps together count 114 messages, .* remembers 64: set engine.limits.contacts in attune.yaml to at least 114, or lower the caps by 50 together$/,
        ) as unknown,
      },
    ]);
    const channels = { ...settings, "attune.yaml": "channels:\n  email: { cap: { count: 90, window: 1 day } }\n" };
    expect(mistakesIn(channels)[0]).toMatchObject({ file: "attune.yaml", line: 2, column: 26 });
    const many = Array.from({ length: 12 }, (_, i) => cap(`c${i}`, 100)).join("");
    expect(mistakesIn(caps(many))[0]?.message).toMatch(/can't be more than 1000: lower the caps by 214/);
  });

  test("a secret is never repeated in a message", () => {
    const files = { ...FILES, "coupons.yaml": FILES["coupons.yaml"].replace("secret: s3cret", "secret: [s3cret]") };
    expect(JSON.stringify(mistakesIn(files))).not.toContain("s3cret");
  });
});
