import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadConfiguration } from "./load.js";
import { PATTERNS } from "./check.js";
import type { ConfigProblem, ConfigProblemCode } from "./problems.js";
import { publishedSchemas } from "./schema/published.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Every mistake in a folder with this attune.yaml and these actions, files named without their folder. */
function mistakesIn(settings: string, actions: Readonly<Record<string, string>> = {}): ConfigProblem[] {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-config-"));
  folders.push(folder);
  writeFileSync(path.join(folder, "attune.yaml"), settings);
  mkdirSync(path.join(folder, "actions"));
  for (const [name, text] of Object.entries(actions)) writeFileSync(path.join(folder, "actions", name), text);
  const result = loadConfiguration(folder, { environment: {} });
  return result.ok ? [] : result.errors.map((found) => ({ ...found, file: path.relative(folder, found.file) }));
}

const ACTION = `action: cart-reminder
issue: conversion
group: abandonment
trigger:
  occasion: cart-abandoned
  wait: 45 min
  cancel: [purchase]
treatments:
  - id: one
    channel: email
    copy:
      - title: Your cart
        body: It is saved.
`;

type Planted = [mistake: string, yaml: string, code: ConfigProblemCode, line: number, column: number, message: RegExp];

// biome-ignore format: one planted mistake a line
test.each<Planted>([
  ["a misspelt key", "partitons: 8", "ATTUNE_CONFIG_UNKNOWN_KEY", 1, 1, /did you mean "partitions"/],
  ["an unknown key deep down", "collector:\n  limits:\n    depth: 3", "ATTUNE_CONFIG_UNKNOWN_KEY", 3, 5, /batchBytes, batchEvents/],
  ["a text for a number", "partitions: many", "ATTUNE_CONFIG_TYPE", 1, 13, /"many"; it must be a whole number/],
  ["a fraction of a partition", "partitions: 1.5", "ATTUNE_CONFIG_TYPE", 1, 13, /a whole number/],
  ["no partition", "partitions: 0", "ATTUNE_CONFIG_RANGE", 1, 13, /from 1 to 1024/],
  ["too many partitions", "data: ./x\npartitions: 100000", "ATTUNE_CONFIG_RANGE", 2, 13, /from 1 to 1024/],
  ["a port that is none", "collector: { port: 70000 }", "ATTUNE_CONFIG_RANGE", 1, 20, /65535/],
  ["a group that is a list", "worker: [1, 2]", "ATTUNE_CONFIG_TYPE", 1, 9, /must be a group of keys/],
  ["a file that is a list", "- log", "ATTUNE_CONFIG_TYPE", 1, 1, /must be a group of keys/],
  ["an empty text", "data: ''", "ATTUNE_CONFIG_RANGE", 1, 7, /must not be empty/],
  ["a duration without a unit", 'worker:\n  lease: "5"', "ATTUNE_CONFIG_DURATION", 2, 10, /from 500 ms to 5 min/],
  ["a duration in a unit that is none", "worker:\n  lease: 5 fortnights", "ATTUNE_CONFIG_DURATION", 2, 10, /duration/],
  ["a duration out of bounds", "worker:\n  drain: 2 days", "ATTUNE_CONFIG_DURATION", 2, 10, /to 5 min/],
  ["a number for a duration", "engine:\n  sessionGap: 30", "ATTUNE_CONFIG_TYPE", 2, 15, /must be a duration such as "45 min"/],
  ["an unknown channel", "channels:\n  fax:\n    consent: required", "ATTUNE_CONFIG_UNKNOWN_KEY", 2, 3, /email, sms, push, onsite, webhook/],
  ["a consent that is none", "channels:\n  email: { consent: maybe }", "ATTUNE_CONFIG_VALUE", 2, 21, /required, implied/],
  ["a cap of nothing", "channels:\n  sms:\n    cap: { count: 0 }", "ATTUNE_CONFIG_RANGE", 3, 19, /from 1 to/],
  ["a key given twice", "data: ./a\ndata: ./b", "ATTUNE_CONFIG_DUPLICATE_KEY", 2, 1, /second time/],
  ["a bracket left open", "collector: { port: 1", "ATTUNE_CONFIG_SYNTAX", 1, 21, /flow map/i],
  ["a tab for indentation", "collector:\n\tport: 1", "ATTUNE_CONFIG_SYNTAX", 2, 1, /tab/i],
  ["a log of another kind", "log: kafka://here:9092", "ATTUNE_CONFIG_URL", 1, 6, /nats:\/\/host:port/],
  ["a state where the log belongs", "log: redis://here:6379", "ATTUNE_CONFIG_URL", 1, 6, /nats/],
  ["a state of another kind", "state: nats://here", "ATTUNE_CONFIG_URL", 1, 8, /redis:\/\/host:port/],
  ["a variable that isn't set", "data: a\nlog: nats://${HOST}:4222", "ATTUNE_CONFIG_ENVIRONMENT", 2, 6, /HOST is not set/],
  ["a write key without its key", "collector:\n  writeKeys:\n    - name: web", "ATTUNE_CONFIG_MISSING_KEY", 3, 7, /"key" is missing/],
  ["no write key at all", "collector:\n  writeKeys: []", "ATTUNE_CONFIG_RANGE", 2, 14, /must have at least 1 entry/],
  ["two write keys of one name", "collector:\n  writeKeys:\n    - { name: web, key: a }\n    - { name: web, key: b }", "ATTUNE_CONFIG_DUPLICATE_ID", 4, 15, /"web"/],
  ["one write key twice", "collector:\n  writeKeys:\n    - { name: web, key: s3cret }\n    - { name: app, key: s3cret }", "ATTUNE_CONFIG_DUPLICATE_ID", 4, 25, /second time/],
  ["an origin with a path", "collector:\n  writeKeys:\n    - name: web\n      key: a\n      origins: [https://shop.example.com/x]", "ATTUNE_CONFIG_VALUE", 5, 17, /no origin/],
  ["a write key's name with a space", "collector:\n  writeKeys:\n    - { name: my web, key: a }", "ATTUNE_CONFIG_VALUE", 3, 15, /small letters, digits and hyphens/],
  ["batches smaller than an event", "collector: { limits: { batchBytes: 2000 } }", "ATTUNE_CONFIG_RANGE", 1, 36, /32768/],
  ["a list that is a text", "collector: { writeKeys: web }", "ATTUNE_CONFIG_TYPE", 1, 25, /"web"; it must be a list/],
  ["fewer contacts than the caps count", "engine: { limits: { contacts: 5 } }", "ATTUNE_CONFIG_RANGE", 1, 31, /at least 14/],
  ["two replicas", "retention: { replicas: 2 }", "ATTUNE_CONFIG_VALUE", 1, 24, /1, 3 or 5/],
  ["a dedupe window beyond the retention", "retention: { keep: 1 h, dedupeWindow: 2 h }", "ATTUNE_CONFIG_DURATION", 1, 39, /longer than keep/],
  ["a public address without a scheme", "collector: { publicUrl: shop.example.com }", "ATTUNE_CONFIG_VALUE", 1, 25, /https:/],
  ["too many aliases", `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]`, "ATTUNE_CONFIG_SYNTAX", 1, 1, /alias/i],
])("attune.yaml: %s is named by its place", (_, yaml, code, line, column, message) => {
  const found = mistakesIn(yaml);
  expect(found.map((each) => [each.code, each.file, each.line, each.column])).toContainEqual([code, "attune.yaml", line, column]);
  const named = found.find((each) => each.code === code && each.line === line);
  expect(named?.message).toMatch(message);
  expect(named?.fix).not.toBe("");
});

type PlantedInAction = [
  mistake: string,
  find: string,
  put: string,
  code: ConfigProblemCode,
  line: number,
  column: number,
  message: RegExp,
];

// biome-ignore format: one planted mistake a line
test.each<PlantedInAction>([
  ["no name", "action: cart-reminder", "", "ATTUNE_CONFIG_MISSING_KEY", 2, 1, /"action" is missing/],
  ["a name with capitals", "cart-reminder", "CartReminder", "ATTUNE_CONFIG_VALUE", 1, 9, /small letters, digits and hyphens/],
  ["an unknown occasion", "cart-abandoned", "full-moon", "ATTUNE_CONFIG_VALUE", 5, 13, /one of: cart-abandoned, browse-abandoned, form-abandoned/],
  ["an unknown reason to cancel", "[purchase]", "[rain]", "ATTUNE_CONFIG_VALUE", 7, 12, /purchase, return/],
  ["the same reason twice", "[purchase]", "[purchase, purchase]", "ATTUNE_CONFIG_DUPLICATE_ID", 7, 11, /each only once/],
  ["a silence of no length", "45 min", "0 s", "ATTUNE_CONFIG_DURATION", 6, 9, /at least 1 min/],
  ["an order that is taken back", "cart-abandoned", "order-placed", "ATTUNE_CONFIG_VALUE", 7, 11, /can't be cancelled/],
  ["an unknown channel", "channel: email", "channel: pigeon", "ATTUNE_CONFIG_VALUE", 10, 14, /email, sms, push, onsite, webhook/],
  ["no treatment", ACTION.slice(ACTION.indexOf("treatments:")), "treatments: []\n", "ATTUNE_CONFIG_RANGE", 8, 13, /at least 1 entry/],
  ["a negative lever", "treatments:", "lever: -1\ntreatments:", "ATTUNE_CONFIG_RANGE", 8, 8, /from 0 to 100/],
  ["a fact that isn't known", "Your cart", '"{{ person.shoeSize }}"', "ATTUNE_CONFIG_FACT", 12, 16, /"person.shoeSize" is no fact/],
  ["a link from an event", "It is saved.", '"{{ item.url }}"', "ATTUNE_CONFIG_FACT", 13, 15, /"item.url" is no fact/],
  ["a placeholder left open", "Your cart", '"{{ item.name"', "ATTUNE_CONFIG_TEMPLATE", 12, 16, /not closed/],
  ["a placeholder never opened", "Your cart", '"item.name }}"', "ATTUNE_CONFIG_TEMPLATE", 12, 16, /never opened/],
  ["a filter that isn't allowed", "It is saved.", `"{{ item.name | default: 'it' }}"`, "ATTUNE_CONFIG_TEMPLATE", 13, 15, /undefined filter: default/],
  ["a file included", "It is saved.", `"{% include 'secrets' %}"`, "ATTUNE_CONFIG_TEMPLATE", 13, 15, /"include" not found/],
  ["a loop", "It is saved.", '"{% for i in (1..9) %}x{% endfor %}"', "ATTUNE_CONFIG_TEMPLATE", 13, 15, /"for" not found/],
  ["a title of two lines", "Your cart", '"one\\ntwo"', "ATTUNE_CONFIG_TEMPLATE", 12, 16, /one line/],
  ["a link whose host is a fact", "It is saved.", 'x\n        url: "https://{{ item.id }}/"', "ATTUNE_CONFIG_LINK", 14, 14, /without facts/],
  ["a link that runs a script", "It is saved.", "x\n        url: javascript:alert(1)", "ATTUNE_CONFIG_LINK", 14, 14, /http/],
  ["an unknown key of a version", "It is saved.", "x\n        subject: y", "ATTUNE_CONFIG_UNKNOWN_KEY", 14, 9, /title, body, url/],
])("an action: %s is named by its place", (_, find, put, code, line, column, message) => {
  expect(mistakesIn("", { "a.yaml": ACTION })).toEqual([]);
  const found = mistakesIn("", { "a.yaml": ACTION.replace(find, () => put) });
  expect(found.map((each) => [each.code, each.file, each.line, each.column])).toContainEqual([code, path.join("actions", "a.yaml"), line, column]);
  expect(found.find((each) => each.code === code && each.line === line)?.message).toMatch(message);
});

test("no schema has a pattern that isn't said in words, and no message is the validator's own", () => {
  for (const schema of Object.values(publishedSchemas())) {
    for (const pattern of JSON.stringify(schema).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)) {
      expect(PATTERNS).toHaveProperty([JSON.parse(pattern[1] ?? "") as string]);
    }
  }
  const wrong = `partitions: ''
data: []
retention: { replicas: 1.5 }
collector:
  writeKeys: [{ name: "A b", key: "", origins: [] }]
channels: { email: { consent: 1, cap: { window: 7 } } }
`;
  const found = mistakesIn(wrong, {
    "a.yaml": "action: 1\ntreatments: no\ntrigger: { cancel: [purchase, purchase, return] }\nholdoutExempt: 7\n",
  });
  expect(found.length).toBeGreaterThan(10);
  for (const { message } of found)
    expect(message).not.toMatch(/must NOT|must match|be (array|object|string|integer|boolean)|items/);
});

test("all mistakes of all files are named at once, in order", () => {
  const found = mistakesIn("partitions: 0\nworkers: {}", {
    "a.yaml": ACTION.replace("45 min", "soon"),
    "b.yaml": ACTION.replace("email", "fax"),
  });
  expect(found.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
    "actions/a.yaml:6 ATTUNE_CONFIG_DURATION",
    "actions/b.yaml:10 ATTUNE_CONFIG_VALUE",
    "attune.yaml:1 ATTUNE_CONFIG_RANGE",
    "attune.yaml:2 ATTUNE_CONFIG_UNKNOWN_KEY",
  ]);
});

test("an action in two files, and a treatment twice in one", () => {
  const twice = `${ACTION}  - { id: one, channel: push, copy: [{ title: a, body: b }] }\n`;
  expect(mistakesIn("", { "a.yaml": ACTION, "b.yaml": ACTION })).toMatchObject([
    { code: "ATTUNE_CONFIG_DUPLICATE_ID", file: path.join("actions", "b.yaml"), line: 1, column: 9 },
  ]);
  expect(mistakesIn("", { "a.yaml": twice })).toMatchObject([
    { code: "ATTUNE_CONFIG_DUPLICATE_ID", line: 14, column: 11 },
  ]);
});

test("a folder without attune.yaml, a file that is no UTF-8", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-config-"));
  folders.push(folder);
  expect(loadConfiguration(folder)).toMatchObject({
    ok: false,
    errors: [{ code: "ATTUNE_CONFIG_FILE", line: 1, column: 1 }],
  });
  writeFileSync(path.join(folder, "attune.yaml"), Buffer.from([0x6c, 0x6f, 0x67, 0x3a, 0xff]));
  expect(loadConfiguration(folder)).toMatchObject({ ok: false, errors: [{ code: "ATTUNE_CONFIG_FILE" }] });
});

test("no message repeats a password or a write key", () => {
  const found = mistakesIn(
    "log: kafka://ada:s3cret@here\ncollector:\n  writeKeys: [{ name: a, key: s3cret }, { name: b, key: s3cret }]",
  );
  expect(found).toHaveLength(2);
  expect(JSON.stringify(found)).not.toContain("s3cret");
});
