import fc from "fast-check";
import { expect, it } from "vitest";
import { aView } from "../../test/harness/draft-of.js";
import type { View } from "../domain/view.js";
import { checkCel } from "./cel.js";
import { compileClosure } from "./cel-closures.js";
import { evaluateByLibrary, parseCel } from "./cel-environment.js";
import { dependenciesOf } from "./cel-time.js";

/** Expressions as people might write them, by the type they should have; many are wrong, and the checker sorts those out. */
const { condition } = fc.letrec<{ condition: string; number: string; text: string; anything: string }>((tie) => {
  const any = tie("anything");
  const number = tie("number");
  const text = tie("text");
  const condition = tie("condition");
  const binary = (a: fc.Arbitrary<string>, operators: string[], b: fc.Arbitrary<string>) =>
    fc.tuple(a, fc.constantFrom(...operators), b).map(([left, operator, right]) => `(${left} ${operator} ${right})`);
  return {
    anything: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(
        "person.traits.vip",
        'person.traits["n"]',
        "person.traits.city",
        "person.traits.missing",
        "event.properties.amount",
        "event.properties.nothing",
        "event.properties.list",
        "event.properties.list[0]",
        "event.properties.list[9]",
        "event.properties.deep",
        "event.properties.deep.city",
        "event.properties.deep.none.city",
        "event.properties.products[1].price",
        "event.properties.products[0]",
        "null",
      ),
      number,
      text,
      condition,
    ),
    number: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("orders.count", "orders.revenue", "cart.value", "rfm.recency"),
      fc.constantFrom("0", "1", "3", "2.5", "-1", "1e3", "0x10", "7u"),
      fc.constantFrom("interests.categories.shoes", "interests.categories['none']", "size(orders.items)"),
      fc.constantFrom("person.traits.city.size()", "orders.items.size()", "size(interests.categories)"),
      binary(any, ["+", "-", "*", "/", "%"], number),
      number.map((n) => `(-${n})`),
      fc.tuple(condition, number, number).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    text: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("interests.topCategory", "person.country", "orders.items[0]", "orders.items[5]", "event.name"),
      fc.constantFrom('"shoes"', '"Paris"', '""', '"a"', "'€😀'"),
      fc.constantFrom("person.traits.city.lowerAscii()", "event.name.trim()", "orders.items[1].upperAscii()"),
      binary(text, ["+"], any),
    ),
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("person.known", "value.rising", "true", "false", "has(person.traits.city)", "has(orders.count)"),
      fc.constantFrom("has(event.properties.deep.city)", "has(event.properties.none.city)", "has(person.traits.no)"),
      binary(any, ["==", "!=", "<", "<=", ">", ">="], any),
      binary(number, ["==", "!=", "<", "<=", ">", ">="], any),
      binary(any, ["==", "!=", "<", ">="], text),
      binary(
        any,
        ["in"],
        fc.constantFrom("orders.items", "interests.categories", "event.properties.list", "person.traits"),
      ),
      binary(
        any,
        ["in"],
        fc.constantFrom("[1, 3, -1]", '["Paris", "a"]', "event.properties.deep", "event.properties.amount"),
      ),
      fc.tuple(any, fc.constantFrom("startsWith", "endsWith", "contains"), any).map(([a, f, b]) => `${a}.${f}(${b})`),
      any.map((a) => `${a}.matches("^[aP]")`),
      fc
        .tuple(
          fc.constantFrom(
            "orders.items",
            "interests.categories",
            "event.properties.list",
            "event.properties.products",
            "cart.items",
            "person.traits",
            "event.properties.amount",
          ),
          fc.constantFrom("exists", "all"),
          fc.oneof(
            fc.constantFrom("x == 'a'", "x > 1", "x.price > 10", "x.startsWith('b')", "interests.categories[x] > 0.5"),
            fc.constantFrom("size(x) > 1", "x in orders.items", "x in [1, 2]", "x == orders.count", "x"),
            condition,
          ),
        )
        .map(([of, macro, body]) => `${of}.${macro}(x, ${body})`),
      binary(condition, ["&&", "||"], condition),
      binary(condition, ["&&", "||"], any),
      condition.map((c) => `!${c}`),
      any.map((a) => `!(${a})`),
    ),
  };
});

const scalar = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 2, 3, 5, 2.5, -1, 1000),
  fc.constantFrom<unknown>("a", "Paris", "shoes", "", true, false),
);
const list = fc.array(scalar, { maxLength: 3 });
const json: fc.Arbitrary<unknown> = fc.oneof(scalar, fc.constant(null), list, fc.constant({ city: "Lyon" }));

function entries(keys: readonly string[], values: fc.Arbitrary<unknown>): fc.Arbitrary<Map<string, unknown>> {
  return fc
    .array(fc.tuple(fc.constantFrom(...keys), values), { maxLength: 5 })
    .map((pairs) => new Map<string, unknown>(pairs));
}

const view: fc.Arbitrary<View> = fc
  .record({
    known: fc.boolean(),
    traits: entries(["vip", "n", "city", "a"], scalar),
    count: fc.constantFrom(0, 1, 3, 2.5),
    items: fc.array(fc.constantFrom("a", "shoes", "b€", "Paris"), { maxLength: 3 }),
    shares: entries(["shoes", "a"], fc.constantFrom(0.2, 0.7)),
    properties: entries(["amount", "list", "deep", "products"], json),
    products: fc.array(fc.constantFrom({ price: 5 }, { price: 50 }, { name: "x" }), { maxLength: 2 }),
  })
  .map(({ known, traits, count, items, shares, properties, products }) => {
    properties.set("products", products);
    return aView({
      person: { known, traits, country: "FR" },
      orders: { count, revenue: count * 30, items },
      interests: { categories: shares as Map<string, number>, topCategory: "shoes" },
      rfm: { recency: 3 },
      event: { name: " Visit ", properties },
    });
  });

function resultOf(work: () => unknown): unknown {
  try {
    const value = work();
    return value === undefined ? "can't be worked out" : value;
  } catch {
    return "can't be worked out";
  }
}

it("gives the library's answers", () => {
  let covered = 0;
  fc.assert(
    fc.property(condition, fc.array(view, { minLength: 3, maxLength: 5 }), (source, views) => {
      if (checkCel(source, { segmentsAllowed: true }).length > 0) return;
      const parsed = parseCel(source);
      parsed.check();
      const { reads } = dependenciesOf(parsed.ast);
      const closure = compileClosure(parsed.ast);
      if (closure === undefined) return;
      covered++;
      for (const each of views) {
        expect({ source, result: resultOf(() => closure(each)) }).toEqual({
          source,
          result: resultOf(() => evaluateByLibrary(parsed, reads, each)),
        });
      }
    }),
    { numRuns: 3_000 },
  );
  expect(covered).toBeGreaterThan(500);
});
