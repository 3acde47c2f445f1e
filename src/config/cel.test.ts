import { expect, it, test } from "vitest";
import { aView } from "../../test/harness/draft-of.js";
import { checkCel, compileCel } from "./cel.js";

const ANYWHERE = { segmentsAllowed: true };
const IN_SEGMENTS = { segmentsAllowed: false };

const ADA = aView({
  person: {
    known: true,
    traits: new Map<string, unknown>([
      ["vip", true],
      ["city", "Paris"],
      ["children", 2],
      ["shoe.size", 38],
    ]),
  },
  orders: { count: 3, revenue: 240, items: ["red-shoe", "blue-hat"], daysSinceLast: 12.5 },
  interests: {
    categories: new Map([
      ["shoes", 0.6],
      ["hats", 0.4],
    ]),
    topCategory: "shoes",
  },
  rfm: { recency: 5 },
  standing: { segments: ["vip", "parents"], lifecycle: "loyal" },
  moment: { hour: 18, items: ["red-shoe"] },
  event: {
    name: "Quote Requested",
    properties: new Map<string, unknown>([
      ["amount", 120],
      ["plan", "gold"],
      ["note", null],
      [
        "products",
        [
          { id: "a", price: 20 },
          { id: "b", price: 300 },
        ],
      ],
      ["address", { city: "Lyon" }],
    ]),
  },
});

// biome-ignore format: one condition a line
test.each<[source: string, holds: boolean]>([
  ["orders.count >= 3", true],
  ["orders.count == 3", true],
  ["3 == orders.count", true],
  ["orders.count != 3.0", false],
  ["rfm.recency == 5", true],
  ["orders.revenue / orders.count > 50", true],
  ["orders.revenue / orders.count > 80", false],
  ["orders.count % 2 == 1", true],
  ["orders.count + 1 == 4 && orders.count * 2 == 6 && orders.count - 1 == 2", true],
  ["-orders.count < -2", true],
  ['person.traits["vip"] == true', true],
  ["person.traits.vip == true && person.known", true],
  ["person.traits.children > 1", true],
  ['person.traits["shoe.size"] in [37, 38, 39]', true],
  ['person.traits.city == "Paris"', true],
  ['person.traits.city in ["Rome", "Paris"]', true],
  ['person.traits.city.startsWith("Par")', true],
  ['person.traits.city.lowerAscii() == "paris"', true],
  ['person.traits.city.matches("^P[a-z]+$")', true],
  ['"shoes" in interests.categories && interests.categories["shoes"] > 0.3', true],
  ["interests.categories.hats > 0.5", false],
  ["interests.categories.exists(c, interests.categories[c] > 0.5)", true],
  ["interests.categories.all(c, interests.categories[c] > 0.5)", false],
  ['orders.items.exists(i, i.endsWith("-hat"))', true],
  ["size(orders.items) == 2 && orders.items.size() > 1", true],
  ["size(orders.items) / 2 == 1", true],
  ['orders.items[0] == "red-shoe"', true],
  ['"vip" in standing.segments && !("lost" in standing.segments)', true],
  ["event.properties.amount > 100", true],
  ["event.properties.amount > 200", false],
  ['event.properties.address.city == "Lyon"', true],
  ["event.properties.products[1].price > 100", true],
  ["event.properties.products.exists(p, p.price > 100)", true],
  ["event.properties.products.filter(p, p.price > 100).size() == 1", true],
  ["event.properties.note == null", true],
  ['moment.hour >= 18 ? standing.lifecycle == "loyal" : false', true],
  ["moment.items[0] in orders.items", true],
  ["has(person.traits.city) && !has(person.traits.country)", true],
  ['string(orders.count) == "3"', true],
  ['double("3") == orders.count', true],
  ["int(event.properties.amount) == 120", true],
  ["cel.bind(n, orders.count, n * n > 8)", true],
])("%s: %s", (source, holds) => {
  expect(checkCel(source, ANYWHERE)).toEqual([]);
  expect(compileCel(source).holds(ADA)).toBe(holds);
});

// biome-ignore format: one condition a line
test.each([
  "person.traits.unknown == 1",
  "person.traits.unknown != 1",
  "!(person.traits.unknown == 1)",
  'person.traits.city > 5',
  "!person.traits.city",
  "interests.categories.boats > 0",
  'orders.items[7] == "x"',
  "event.properties.nothing.at.all == 1",
  "event.properties.products.exists(p, p.weight > 1)",
  "int(person.traits.city) == 5",
  "has(event.properties.nothing.deeper)",
])("%s can't be worked out: it doesn't hold, and doesn't throw", (source) => {
  expect(checkCel(source, ANYWHERE)).toEqual([]);
  expect(compileCel(source).holds(ADA)).toBe(false);
});

it("lets what is known decide where the rest can't be worked out", () => {
  expect(compileCel("person.traits.unknown == 1 || orders.count == 3").holds(ADA)).toBe(true);
  expect(compileCel("!(person.traits.unknown == 1 && orders.count == 4)").holds(ADA)).toBe(true);
});

it("never throws, whatever the view does", () => {
  const broken = new Proxy(ADA, {
    get() {
      throw new Error("broken");
    },
  });
  expect(compileCel("orders.count > 1").holds(broken)).toBe(false);
});

type Planted = [mistake: string, source: string, line: number, column: number, message: RegExp];

// biome-ignore format: one planted mistake a line
test.each<Planted>([
  ["nothing", "  ", 1, 1, /empty/],
  ["a single =", "orders.count = 3", 1, 14, /==/],
  ["and", "orders.count > 3 and cart.count > 1", 1, 18, /&&/],
  ["or on a second line", "orders.count > 3\n  or cart.count > 1", 2, 3, /\|\|/],
  ["not", "not person.known", 1, 1, /write !/],
  ["a single &", "person.known & person.known", 1, 14, /&&/],
  ["<>", "orders.count <> 3", 1, 14, /!=/],
  ["curly quotes", "standing.lifecycle == “loyal”", 1, 23, /straight quotes/],
  ["a missing operand", "orders.count >", 1, 15, /ends too early/],
  ["an open bracket", "(orders.count > 3", 1, 18, /ends too early/],
  ["an open text", 'standing.lifecycle == "loyal', 1, 23, /unterminated/],
  ["a bracket too many", "orders.count > 3)", 1, 17, /unexpected character/],
  ["a misspelt subject", "order.count > 3", 1, 1, /"order" is unknown; did you mean "orders"/],
  ["a misspelt field", "orders.cuont > 3", 1, 8, /did you mean "count"/],
  ["a misspelt field in brackets", 'orders["cuont"] > 3', 1, 8, /did you mean "count"/],
  ["a misspelt field on the third line", "person.known &&\n(orders.count > 3 ||\n   cart.vlaue > 3)", 3, 9, /did you mean "value"/],
  ["a field that is far from all", "cart.owner == 1", 1, 6, /known here: count, value, items, categories/],
  ["a misspelt field in has()", "has(person.trait.vip)", 1, 12, /did you mean "traits"/],
  ["a misspelt name in a macro", "orders.items.exists(i, j == 'x')", 1, 24, /"j" is unknown/],
  ["a whole subject", "orders > 3", 1, 1, /"orders" has fields: count/],
  ["a subject by a changing name", "orders[event.name] == 3", 1, 8, /name the field/],
  ["a number against a text", 'orders.count > "3"', 1, 1, /double > string/],
  ["a text against a number", "cart.value > 1 && standing.lifecycle == 3", 1, 19, /string == double/],
  ["a list against a text", 'standing.segments == "vip"', 1, 1, /list<string> == string/],
  ["a number against null", "orders.count == null", 1, 1, /has\(\)/],
  ["a number for a condition", "orders.count", 1, 1, /of type double/],
  ["a text for a condition", "person.country", 1, 1, /of type string/],
  ["anything for a condition", "person.traits.vip", 1, 1, /compare it/],
  ["a number with &&", "orders.count && person.known", 1, 1, /bool/],
  ["! of a number", "!orders.count", 1, 1, /!double/],
  ["an unknown function", "sum(orders.items) > 3", 1, 1, /no function sum/],
  ["an unknown method", 'orders.items.contains("x")', 1, 1, /no function list.contains/],
  ["a number as a key", "interests.categories[1] > 0", 1, 22, /are texts/],
  ["a text as an index", 'orders.items["a"] == "b"', 1, 1, /must be int/],
  ["has() of a key", 'has(person.traits["city"])', 1, 1, /"city" in person.traits/],
  ["days that are equal", "orders.daysSinceLast == 90", 1, 1, /hardly ever exactly 90/],
  ["a pattern from outside", "event.name.matches(event.source)", 1, 20, /as it is/],
  ["a pattern that is none", 'event.name.matches("(")', 1, 20, /no regular expression/],
  ["two types in a list", 'person.traits.x in [1, "a"]', 1, 24, /same type/],
  ["branches of two types", 'person.known ? 1 : "a"', 1, 1, /same type/],
])("%s is named by its place", (_, source, line, column, message) => {
  expect(checkCel(source, ANYWHERE)[0]).toMatchObject({
    line,
    column,
    message: expect.stringMatching(message) as string,
  });
});

it("names every unknown name, in order", () => {
  const found = checkCel("oders.count > 1 && cart.valu > 2 && person.age > 3", ANYWHERE);
  expect(found.map(({ offset }) => offset)).toEqual([0, 24]);
});

it("a segment asks neither for segments nor for the event at hand; anything else may", () => {
  for (const source of ['"vip" in standing.segments', 'event.name == "Visit"']) {
    expect(checkCel(source, ANYWHERE)).toEqual([]);
    expect(checkCel(`person.known && ${source}`, IN_SEGMENTS)).toHaveLength(1);
  }
});

it("knows the segments that there are", () => {
  const segments = new Set(["vip", "parents"]);
  expect(checkCel('"vip" in standing.segments', { segmentsAllowed: true, segments })).toEqual([]);
  expect(checkCel('person.known && "vipp" in standing.segments', { segmentsAllowed: true, segments })).toMatchObject([
    { column: 17, message: 'there is no segment "vipp"; did you mean "vip"?' },
  ]);
});

it("bounds the size of an expression", () => {
  const many = Array.from({ length: 300 }, () => "orders.count > 1").join(" || ");
  expect(checkCel(many, ANYWHERE)[0]?.message).toMatch(/maxAstNodes/);
  expect(checkCel(`${"(".repeat(200)}person.known${")".repeat(200)}`, ANYWHERE)[0]?.message).toMatch(/maxDepth/);
});

it("knows which subjects are read", () => {
  const { reads } = compileCel('orders.count > 1 && ("vip" in standing.segments || has(person.traits.city))');
  expect([...reads].sort()).toEqual(["orders", "person", "standing"]);
  expect([...compileCel("orders.items.exists(cart, cart == person.country)").reads].sort()).toEqual([
    "orders",
    "person",
  ]);
});

it("foresees when days cross a number", () => {
  const { crossings, drifts } = compileCel(
    "!(orders.daysSinceLast > 90 || 30 >= activity.daysSinceSeen) && responses.daysSinceOpen < 7.5 && orders.count > 2",
  );
  expect(crossings).toEqual([
    { subject: "orders", field: "daysSinceLast", days: 90 },
    { subject: "activity", field: "daysSinceSeen", days: 30 },
    { subject: "responses", field: "daysSinceOpen", days: 7.5 },
  ]);
  expect(drifts).toBe(false);
  expect(compileCel("orders.daysSinceLast < 99999 && orders.daysSinceFirst > -1").crossings).toEqual([]);
});

test.each([
  ["orders.daysSinceLast > orders.count * 30", true],
  ["orders.daysSinceLast / 2 > 30", true],
  ["orders.recent > 1.5", true],
  ["person.age >= 18", true],
  ['standing.lifecycle == "lapsed"', true],
  ["orders.daysSinceLast > 30", false],
  ["orders.count > 30", false],
  ["intent.session > 0.6 && intent.day < 0.9", false],
  ["intent.session > activity.recentViews", true],
])("%s drifts with time: %s", (source, drifts) => {
  expect(compileCel(source).drifts).toBe(drifts);
});
