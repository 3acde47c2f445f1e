import { describe, expect, it } from "vitest";
import { knownPerson } from "../../domain/person.js";
import { makePopulation, type Population, type ShopCall } from "../population/index.js";
import { massSender, RulesSender, silentSender } from "../senders/index.js";
import { runWorld, type Sender, type Sent, type Tally } from "./index.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const LIVE = START + 28 * DAY;
const END = LIVE + 42 * DAY;

function aPopulation(people: number, seed = 3): Population {
  return makePopulation({ seed, people, start: START, days: (END - START) / DAY });
}

function run(population: Population, sender: Sender): Promise<readonly Tally[]> {
  return runWorld({ population, sender, from: START, live: LIVE, until: END });
}

function sum(tallies: readonly Tally[], value: (tally: Tally) => number): number {
  return tallies.reduce((total, tally) => total + value(tally), 0);
}

/** Hears, and says what it is told to. */
class Told implements Sender {
  readonly heard: { readonly call: ShopCall; readonly now: number; readonly isHistory: boolean }[] = [];
  #waiting: { readonly at: number; readonly message: Sent } | undefined;

  constructor(at?: number, message?: Sent) {
    if (at !== undefined && message !== undefined) this.#waiting = { at, message };
  }

  hear(call: ShopCall, now: number, isHistory: boolean): readonly Sent[] {
    this.heard.push({ call, now, isHistory });
    return [];
  }

  get next(): number {
    return this.#waiting?.at ?? Number.POSITIVE_INFINITY;
  }

  wake(): readonly Sent[] {
    const said = this.#waiting === undefined ? [] : [this.#waiting.message];
    this.#waiting = undefined;
    return said;
  }
}

describe("a world in virtual time", () => {
  it("is calibrated: a weekly newsletter is opened by 22.5 %, clicked by 0.68 %, and loses one or two in a thousand", async () => {
    const tallies: Tally[] = [];
    for (const seed of [1, 2]) {
      const population = aPopulation(1_500, seed);
      tallies.push(...(await run(population, massSender(population.assortment, LIVE))));
    }
    const sent = sum(tallies, (tally) => tally.sent.email);
    expect(sent).toBeGreaterThan(4_000);
    expect(Math.abs(sum(tallies, (tally) => tally.opened.email) / sent - 0.225)).toBeLessThan(0.02);
    expect(Math.abs(sum(tallies, (tally) => tally.clicked.email) / sent - 0.0068)).toBeLessThan(0.003);
    const left = sum(tallies, (tally) => tally.left.email) / sent;
    expect(left).toBeGreaterThan(0.0005);
    expect(left).toBeLessThan(0.004);
  });

  it("tells everything in order of time, the past as history, and the same once more", async () => {
    const told = new Told();
    await run(aPopulation(150), told);
    const { heard } = told;
    expect(heard.every(({ now }, at) => at === 0 || now >= (heard[at - 1]?.now ?? 0))).toBe(true);
    expect(heard.every(({ now, isHistory }) => isHistory === now < LIVE)).toBe(true);
    expect(new Set(heard.map(({ call }) => call.messageId)).size).toBe(heard.length);
    const names = new Set(heard.map(({ call }) => call.event ?? call.type));
    for (const name of ["Product Viewed", "Product Added", "Order Completed", "identify", "page"])
      expect(names).toContain(name);
    const again = new Told();
    await run(aPopulation(150), again);
    expect(again.heard).toEqual(heard);
  });

  it("leaves those alone whom nobody speaks to: they do the same whatever others are told", async () => {
    const population = aPopulation(400);
    const [silent, mass] = [
      await run(aPopulation(400), silentSender()),
      await run(population, massSender(population.assortment, LIVE)),
    ];
    const untouched = mass.flatMap((tally, place) => (tally.sent.email === 0 ? [place] : []));
    expect(untouched.length).toBeGreaterThan(100);
    for (const place of untouched) expect(mass[place]?.revenue).toBe(silent[place]?.revenue);
    expect(sum(silent, ({ revenue }) => revenue)).toBeGreaterThan(0);
  });

  it("lets nobody be reached who isn't known, nor with what has expired", async () => {
    const population = aPopulation(100);
    const account = population.people.find((person) => person.account !== undefined)?.account;
    const message = (expiresAt: number, userId: string): Sent => ({
      ...{ id: "m-1", person: knownPerson(userId), channel: "email", class: "promotional" },
      ...{ action: "hello", occasion: "newsletter", items: [], expiresAt },
    });
    const reached = async (sent: Sent): Promise<number> =>
      sum(await run(aPopulation(100), new Told(LIVE + DAY, sent)), (tally) => tally.sent.email);
    expect(await reached(message(LIVE + 2 * DAY, account?.userId ?? ""))).toBe(1);
    expect(await reached(message(LIVE, account?.userId ?? ""))).toBe(0);
    expect(await reached(message(LIVE + 2 * DAY, "nobody"))).toBe(0);
  });
});

describe("the rules", () => {
  it("write to who agreed alone, with each flow, and never after somebody left", async () => {
    const population = aPopulation(400);
    const rules = new RulesSender(population.assortment, LIVE);
    const left = new Set<string>();
    const sent: Sent[] = [];
    const watched: Sender = {
      hear(call, now) {
        if (call.event === "Unsubscribed" && call.userId !== undefined) left.add(knownPerson(call.userId));
        return rules.hear(call, now);
      },
      get next() {
        return rules.next;
      },
      wake(now) {
        const said = rules.wake(now);
        for (const { person } of said) expect(left.has(person)).toBe(false);
        sent.push(...said);
        return said;
      },
    };
    await run(population, watched);
    const agreed = new Set(
      population.people.flatMap(({ account }) =>
        account?.agrees?.email === true ? [knownPerson(account.userId)] : [],
      ),
    );
    expect(sent.every(({ person }) => agreed.has(person))).toBe(true);
    expect(new Set(sent.map(({ action }) => action))).toEqual(
      new Set(["newsletter", "welcome", "cart", "browse", "win-back"]),
    );
  });
});
