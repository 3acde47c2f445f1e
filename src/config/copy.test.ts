import { describe, expect, test } from "vitest";
import { checkCopy, compileCopy } from "./copy.js";

const FACTS = {
  person: { firstName: "Ada" },
  item: { id: "a b/c", name: "Lamp", price: 12.5 },
  cart: { count: 2, value: 25, items: ["Lamp"] },
};

function render(title: string, facts: object = FACTS, body = "x", url?: string) {
  return compileCopy({ title, body, generic: false, ...(url === undefined ? {} : { url }) }).render(facts as never);
}

describe("words", () => {
  test("name the facts they use, of all fields, each once", () => {
    const { facts } = compileCopy({
      title: "{{ person.firstName }}",
      body: "{{ item['name'] }} {{ item.name }}",
      url: "https://a.b/{{ item.id }}",
      generic: false,
    });
    expect(facts).toEqual(["item.id", "item.name", "person.firstName"]);
    expect(compileCopy({ title: "a", body: "b", generic: true }).facts).toEqual([]);
  });

  test("are rendered with filters and conditions", () => {
    expect(render("{{ person.firstName | upcase }}: {{ item.price | money }}")?.title).toBe("ADA: 12.50");
    expect(render("{% if cart.count > 1 %}{{ cart.count }} things{% else %}one thing{% endif %}")?.title).toBe(
      "2 things",
    );
    expect(render("a", FACTS, "b", "https://shop.example.com/p/{{ item.id | url_encode }}")?.url).toBe(
      "https://shop.example.com/p/a+b%2Fc",
    );
  });

  test("never read a prototype", () => {
    expect(checkCopy({ title: "{{ person.constructor }}", body: "x", generic: false })).toMatchObject([
      { code: "ATTUNE_CONFIG_FACT" },
    ]);
    expect(render("{{ person.firstName }}", { person: Object.create({ firstName: "Eve" }) as object })).toBeUndefined();
  });
});

describe("words fail closed", () => {
  test.each([
    ["missing", {}],
    ["of a subject that is none", { person: "Ada" }],
    ["empty", { person: { firstName: "" } }],
    ["blank", { person: { firstName: "  \t" } }],
    ["null", { person: { firstName: null } }],
    ["a boolean", { person: { firstName: true } }],
    ["a list", { person: { firstName: ["Ada"] } }],
    ["an object", { person: { firstName: { a: 1 } } }],
    ["no number", { person: { firstName: Number.NaN } }],
    ["a system's word for nothing", { person: { firstName: "undefined" } }],
    ["NULL", { person: { firstName: "NULL" } }],
    ["n/a", { person: { firstName: "N/A" } }],
    ["a dash", { person: { firstName: "-" } }],
    ["an object turned to text", { person: { firstName: "[object Object]" } }],
    ["a placeholder", { person: { firstName: "{{ item.name }}" } }],
    ["half a placeholder", { person: { firstName: "Ada }}" } }],
    ["of two lines", { person: { firstName: "Ada\r\nBcc: eve@example.com" } }],
    ["an escape sequence", { person: { firstName: "\u001b[31mAda" } }],
    ["written from right to left by force", { person: { firstName: "\u202eadA" } }],
    ["far too long", { person: { firstName: "A".repeat(201) } }],
  ])("a fact that is %s", (_, facts) => {
    expect(render("Hello {{ person.firstName }}", facts)).toBeUndefined();
  });

  test("a result that is empty, or says undefined", () => {
    expect(render("{% if cart.count > 5 %}many{% endif %}")).toBeUndefined();
    expect(render("It is {{ item.name }}", { item: { name: "a null pointer" } })).toBeUndefined();
  });

  test("a filter that refuses its value, a result that is too long", () => {
    expect(render("{{ item.name | money }}")).toBeUndefined();
    expect(render("{{ item.name }}{{ item.name }}", { item: { name: "A".repeat(150) } })).toBeUndefined();
  });

  test("ordinary words that hold such letters are fine", () => {
    expect(render("Hi {{ person.firstName }}", { person: { firstName: "Annulla Nullmann" } })?.title).toBe(
      "Hi Annulla Nullmann",
    );
  });
});
