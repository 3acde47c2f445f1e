import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answer, answerOf, makePopulation, outingsOf, type Perceived, type Person, react } from "./index.js";
import { needsAt } from "./taste.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const OPTIONS = { seed: 7, people: 400, start: START, days: 60 };
const { people, assortment } = makePopulation(OPTIONS);
const NOON = START + 20 * DAY + 12 * 3_600_000;

function aMessage(items: readonly string[], more: Partial<Perceived> = {}): Perceived {
  return { channel: "email", class: "promotional", occasion: "newsletter", items, ...more };
}

function mean(
  of: readonly Person[],
  value: (answer: Answer) => number,
  message: (person: Person) => Perceived,
): number {
  return of.reduce((sum, person) => sum + value(answerOf(person, message(person), NOON)), 0) / of.length;
}

/** Somebody who needs something at noon, with a product that meets it. */
function needy(): { readonly person: Person; readonly fitting: string }[] {
  return people.flatMap((person) => {
    const [need] = needsAt(person, NOON);
    const [product] = need === undefined ? [] : (assortment.byCategory.get(need.category) ?? []);
    return product === undefined ? [] : [{ person, fitting: product.id }];
  });
}

describe("the population's truth", () => {
  it("is the same for the same seed, other for another, and nobody's hangs on how many there are", () => {
    const truth = (of: readonly Person[]) => of.slice(0, 30).map(({ assortment: _same, ...rest }) => rest);
    const again = makePopulation({ ...OPTIONS, people: 30 }).people;
    expect(truth(again)).toEqual(truth(people));
    expect(makePopulation({ ...OPTIONS, seed: 8 }).people[0]?.taste).not.toEqual(people[0]?.taste);
    expect(outingsOf(people[3] as Person, START, START + 60 * DAY)).toEqual(
      outingsOf(again[3] as Person, START, START + 60 * DAY),
    );
  });

  it("gives probabilities: nobody clicks what they don't open, nobody orders without either", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: people.length - 1 }),
        fc.subarray(assortment.products.map(({ id }) => id).slice(0, 20), { maxLength: 6 }),
        fc.constantFrom("email", "sms", "push", "onsite", "webhook" as const),
        fc.constantFrom("promotional", "service", "transactional", "education" as const),
        fc.integer({ min: 0, max: 60 * 24 }),
        (place, items, channel, kind, hour) => {
          const message = aMessage(items, { channel, class: kind });
          const { open, click, order, leave } = answerOf(people[place] as Person, message, START + hour * 3_600_000);
          for (const p of [open, click, order, leave]) expect(p).toBeGreaterThanOrEqual(0);
          expect(open).toBeLessThanOrEqual(1);
          expect(click).toBeLessThanOrEqual(open);
          expect(order).toBeLessThanOrEqual(open);
          expect(leave).toBeLessThanOrEqual(0.5);
        },
      ),
    );
  });

  it("is drawn as it says: what people do comes to what is asked for", () => {
    const message = aMessage(assortment.products.slice(0, 4).map(({ id }) => id));
    const asked = makePopulation(OPTIONS).people;
    const drawn = { open: 0, click: 0, leave: 0 };
    const expected = { open: 0, click: 0, leave: 0 };
    for (let day = 0; day < 30; day++) {
      for (const person of asked) {
        const now = START + day * DAY;
        const truth = answerOf(person, message, now);
        const done = react(person, message, now, 0);
        for (const what of ["open", "click", "leave"] as const) expected[what] += truth[what];
        drawn.open += done.opens === undefined ? 0 : 1;
        drawn.click += done.clicks === undefined ? 0 : 1;
        drawn.leave += done.leaves === undefined ? 0 : 1;
      }
    }
    for (const what of ["open", "click", "leave"] as const) {
      expect(Math.abs(drawn[what] - expected[what]), what).toBeLessThan(4 * Math.sqrt(expected[what]));
    }
  });

  it("knows what matters: what is needed is opened, clicked and ordered sooner, and bothers less", () => {
    const all = needy();
    const [others, needed] = [
      all.map(({ person }) => person),
      new Map(all.map(({ person, fitting }) => [person, fitting])),
    ];
    const useful = (person: Person): Perceived => aMessage([needed.get(person) ?? ""]);
    const useless = (): Perceived => aMessage([]);
    expect(others.length).toBeGreaterThan(20);
    for (const what of ["open", "click", "order"] as const) {
      expect(
        mean(others, (answer) => answer[what], useful),
        what,
      ).toBeGreaterThan(mean(others, (answer) => answer[what], useless));
    }
    expect(mean(others, ({ leave }) => leave, useful)).toBeLessThan(mean(others, ({ leave }) => leave, useless));
  });

  it("gets annoyed: the tenth message in a row is opened less and loses more people than the first", () => {
    const tired = makePopulation(OPTIONS).people;
    const fresh = mean(
      people,
      ({ leave }) => leave,
      () => aMessage([]),
    );
    for (const person of tired) person.situation.load = { value: 10, at: NOON };
    expect(
      mean(
        tired,
        ({ leave }) => leave,
        () => aMessage([]),
      ),
    ).toBeGreaterThan(3 * fresh);
    expect(
      mean(
        tired,
        ({ open }) => open,
        () => aMessage([]),
      ),
    ).toBeLessThan(
      mean(
        people,
        ({ open }) => open,
        () => aMessage([]),
      ),
    );
  });

  it("has tastes that drift, two devices, cards for the store, and crawlers that answer nothing", () => {
    const bots = people.filter(({ isBot }) => isBot);
    expect(bots.length).toBeGreaterThan(0);
    expect(answerOf(bots[0] as Person, aMessage([]), NOON)).toEqual({ open: 0, click: 0, order: 0, leave: 0 });
    expect(people.some(({ devices }) => devices.length === 2)).toBe(true);
    expect(people.some(({ account }) => account?.hasCard === true)).toBe(true);
    const waves = people.flatMap(({ taste }) => [...taste.categories.values()]);
    expect(waves.every(({ height, periodMs }) => height > 0 && Number.isFinite(periodMs))).toBe(true);
  });
});
