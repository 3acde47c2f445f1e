import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEngineContext } from "./engine-context.js";
import { shippedFolder } from "./folder.js";
import { loadConfiguration, requireConfiguration } from "./load.js";
import { readTemplates, templateFacts } from "./templates.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-layouts-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ACTION = `action: near-tier
issue: retention
group: loyalty
class: service
trigger: { occasion: birthday }
treatments:
  - id: one
    channel: email
    template: balance
    copy:
      - { title: "{{ person.firstName }}, your points", body: You have some. }
      - { title: Your points, body: You have some. }
      - { title: Hello, body: You have points., generic: true }
`;

let made = 0;
function folderWith(files: Readonly<Record<string, string>>, action?: string): string {
  const place = path.join(folder, String(++made));
  mkdirSync(path.join(place, "actions"), { recursive: true });
  mkdirSync(path.join(place, "templates", "blocks"), { recursive: true });
  writeFileSync(path.join(place, "attune.yaml"), "");
  if (action !== undefined) writeFileSync(path.join(place, "actions", "one.yaml"), action);
  for (const [name, source] of Object.entries(files)) writeFileSync(path.join(place, "templates", name), source);
  return place;
}

function mistakesIn(files: Readonly<Record<string, string>>, action?: string) {
  const place = folderWith(files, action);
  const result = loadConfiguration(place, { environment: {} });
  return result.ok ? [] : result.errors.map((found) => ({ ...found, file: path.relative(place, found.file) }));
}

describe("layouts", () => {
  it("are those of the folder, and for what it doesn't have the ones that Attune ships", () => {
    const { layouts } = requireConfiguration(folderWith({ "email.html.liquid": "<p>{{ message.text }}</p>" }), {
      environment: {},
    });
    const named = (name: string, part: string) => layouts.filter((file) => file.name === name && file.part === part);
    expect(named("email", "html").map(({ source }) => source)).toEqual(["<p>{{ message.text }}</p>"]);
    expect(named("email", "text")).toHaveLength(1);
    expect(named("blocks/footer", "html").map(({ locale }) => locale)).toEqual(["de", undefined]);
  });

  it("that are shipped are good", () => {
    const result = loadConfiguration(shippedFolder(), { environment: {} });
    expect(result.ok ? [] : result.errors).toEqual([]);
    expect(Object.fromEntries(templateFacts(readTemplates(shippedFolder(), [])))).toEqual({
      email: [],
      points: ["loyalty.points"],
      sms: [],
    });
  });

  it("name facts that become their treatments' own, but of what gives nothing away", () => {
    const files = { "balance.html.liquid": "<p>{{ loyalty.points }} {{ message.title }}</p>" };
    const { actions } = buildEngineContext(requireConfiguration(folderWith(files, ACTION), { environment: {} }));
    const [treatment] = actions[0]?.treatments ?? [];
    expect(treatment).toMatchObject({ template: "balance", layoutFacts: ["loyalty.points"] });
    expect(treatment?.copy.map(({ facts, generic }) => [generic, ...facts])).toEqual([
      [false, "loyalty.points", "person.firstName"],
      [false, "loyalty.points"],
      [true],
    ]);
    const [, plain] = treatment?.copy ?? [];
    expect(plain?.render({})).toBeUndefined();
    expect(plain?.render({ loyalty: { points: 12 } })).toEqual({ title: "Your points", body: "You have some." });
  });
});

// biome-ignore format: one planted mistake a line
describe("a mistake in a layout is named by its place", () => {
  it.each([
    ["no Liquid", "email.text.liquid", "a\n{% if %}", "ATTUNE_CONFIG_TEMPLATE", 2, /invalid value expression/],
    ["a placeholder left open", "email.text.liquid", "a {{ message.title", "ATTUNE_CONFIG_TEMPLATE", 1, /not closed/],
    ["a filter that there is none", "email.text.liquid", "{{ message.title | shout }}", "ATTUNE_CONFIG_TEMPLATE", 1, /undefined filter: shout/],
    ["raw output", "email.html.liquid", "<p>{{ message.title | raw }}</p>", "ATTUNE_CONFIG_TEMPLATE", 1, /undefined filter: raw/],
    ["a tag that reads files", "email.text.liquid", "{% include '/etc/passwd' %}", "ATTUNE_CONFIG_TEMPLATE", 1, /tag "include" not found/],
    ["a block that there is none", "email.text.liquid", '{% render "blocks/gone" %}', "ATTUNE_CONFIG_TEMPLATE", 1, /no block "blocks\/gone"/],
    ["a way out of the folder", "email.text.liquid", '{% render "../../etc/passwd" %}', "ATTUNE_CONFIG_TEMPLATE", 1, /no block/],
    ["a fact misspelt", "sale.text.liquid", "a\nb {{ loyalty.pionts }}", "ATTUNE_CONFIG_FACT", 2, /"loyalty.pionts" is no fact.*loyalty\.points/],
    ["a name of the message misspelt", "sale.text.liquid", "{{ message.titel }}", "ATTUNE_CONFIG_FACT", 1, /"message.titel" is no fact/],
    ["a field that no item has", "sale.text.liquid", "{% for item in message.items %}{{ item.titel }}{% endfor %}", "ATTUNE_CONFIG_TEMPLATE", 1, /undefined variable/],
    ["a text for a number", "sale.text.liquid", "{{ item.name | money }}", "ATTUNE_CONFIG_TEMPLATE", 1, /money wants a number/],
    ["a number for a day", "sale.text.liquid", "{{ item.price | day }}", "ATTUNE_CONFIG_TEMPLATE", 1, /day wants a date/],
    ["a fact in every message's layout", "email.text.liquid", "Hi {{ person.firstName }}", "ATTUNE_CONFIG_POLICY", 1, /names no facts/],
    ["HTML for text messages", "sms.html.liquid", "<p>x</p>", "ATTUNE_CONFIG_POLICY", 1, /carries text alone/],
    ["a part that there is none", "sale.pdf.liquid", "x", "ATTUNE_CONFIG_POLICY", 1, /html, text, mjml/],
    ["a language that is none", "sale.text.x.liquid", "x", "ATTUNE_CONFIG_FILE", 1, /is called/],
    ["a name that is none", "My Sale.text.liquid", "x", "ATTUNE_CONFIG_FILE", 1, /is called/],
    ["a script", "sale.html.liquid", "<p>x</p>\n<script>1</script>", "ATTUNE_CONFIG_TEMPLATE", 2, /<script> has no place/],
    ["a handler", "sale.html.liquid", '<p onclick="x">x</p>', "ATTUNE_CONFIG_TEMPLATE", 1, /runs no scripts/],
    ["a value without quotes", "sale.html.liquid", "<p title={{ message.title }}>x</p>", "ATTUNE_CONFIG_TEMPLATE", 1, /in quotes/],
    ["a value in a style", "sale.html.liquid", '<p style="color: {{ message.title }}">x</p>', "ATTUNE_CONFIG_TEMPLATE", 1, /no values/],
    ["words as an address", "sale.html.liquid", '<a href="{{ message.title }}">x</a>', "ATTUNE_CONFIG_TEMPLATE", 1, /an address is/],
    ["a host that is a fact", "sale.html.liquid", '<a href="https://{{ item.id }}">x</a>', "ATTUNE_CONFIG_TEMPLATE", 1, /an address is/],
    ["an address in the clear", "sale.html.liquid", '<img src="http://shop.example.com/x.png">', "ATTUNE_CONFIG_TEMPLATE", 1, /an address is/],
    ["an address that may be missing", "sale.html.liquid", '<a href="{{ message.url }}">x</a>', "ATTUNE_CONFIG_TEMPLATE", 1, /ask for it first/],
    ["a layout that says nothing", "sale.text.liquid", "{% if message.coupon %}x{% endif %}", "ATTUNE_CONFIG_TEMPLATE", 1, /nothing is left/],
    ["a mistake in a block", "blocks/one.text.liquid", "a\n{% if %}", "ATTUNE_CONFIG_TEMPLATE", 2, /invalid value/],
  ])("%s", (_, file, source, code, line, message) => {
    const found = mistakesIn({ [file]: source });
    expect(found).toMatchObject([{ code, file: path.join("templates", file), line }]);
    expect(found[0]?.message).toMatch(message);
  });

  it("of a block's language that the layout doesn't speak", () => {
    const files = {
      "sale.text.liquid": 'x {% render "blocks/one" %}',
      "blocks/one.text.liquid": "{{ message.title }}",
      "blocks/one.text.fr.liquid": "{{ message.titre }}",
    };
    expect(mistakesIn(files)).toMatchObject([{ code: "ATTUNE_CONFIG_FACT", message: expect.stringContaining("titre") as string }]);
  });

  it("of a treatment: a layout that there is none, and one whose facts it never has", () => {
    const place = { file: "actions/one.yaml", line: 9 };
    expect(mistakesIn({}, ACTION)).toMatchObject([{ ...place, code: "ATTUNE_CONFIG_REFERENCE" }]);
    const needy = { "balance.text.liquid": "{{ coupon.code }} {{ message.text }}" };
    expect(mistakesIn(needy, ACTION)).toMatchObject([{ ...place, code: "ATTUNE_CONFIG_POLICY" }]);
  });

  it("of words: a filter that refuses its fact, markup, a link in the clear", () => {
    const words = (copy: string): string => ACTION.replace("    template: balance\n", "").replace(/copy:[^]*$/, `copy: [${copy}]\n`);
    const codes = (copy: string) => mistakesIn({}, words(copy)).map(({ code, message }) => `${code} ${message}`);
    expect(codes(`{ title: "{{ item.name | money }}", body: x }`)).toEqual([expect.stringContaining("money wants a number")]);
    expect(codes(`{ title: "<b>x</b>", body: x }`)).toEqual([expect.stringContaining("plain text")]);
    expect(codes(`{ title: x, body: x, url: "http://shop.example.com/" }`)).toEqual([expect.stringContaining("ATTUNE_CONFIG_LINK")]);
    expect(codes(`{ title: x, body: x, url: "http://localhost:3000/" }`)).toEqual([]);
  });
});
