import { beforeAll, describe, expect, it } from "vitest";
import { answerOf, makePopulation, type Perceived, type Person } from "../../simulator/population/index.js";
import { Random } from "../../simulator/random.js";
import { ChoicesBuilder, ESTIMATORS, evaluatePolicies, type LoggedChoices, SILENCE } from "./index.js";

/** The true value of a policy is known on the simulator alone: there its interval can be seen to hold it as often as it claims. */

const START = Date.UTC(2026, 2, 2, 9);
const NOW = START + 10 * 86_400_000;
const SEEDS = 100;
const ARMS = [SILENCE, "shoes/mail", "shirts/mail", "shoes/push", "shirts/page"];

/** Probabilities of the arms. */
type Chances = readonly number[];
type Rule = (person: Person) => Chances;

const often: Rule = ({ taste }) =>
  of(taste.budget < 40 ? [1, 6, 2, 2, 3] : taste.budget < 90 ? [1, 2, 8, 3, 2] : [2, 1, 2, 9, 2]);
/** Hardly ever anything but the best. */
const seldom: Rule = ({ taste }) =>
  of(taste.budget < 40 ? [1, 150, 1, 1, 1] : taste.budget < 90 ? [1, 1, 150, 1, 1] : [1, 1, 1, 150, 1]);
const candidate: Rule = ({ visitsPerWeek }) => of(visitsPerWeek > 0.3 ? [0, 1, 1, 4, 6] : [1, 6, 6, 2, 1]);
const uniform: Rule = () => of(ARMS.map(() => 1));

function of(weights: readonly number[]): Chances {
  const sum = weights.reduce((all, one) => all + one, 0);
  return weights.map((one) => one / sum);
}

interface World {
  readonly people: readonly Person[];
  /** By person and arm: the true probability. */
  readonly truth: readonly Chances[];
}

function makeWorld(what: "open" | "click"): World {
  const { people, assortment } = makePopulation({ seed: 7, people: 2_500, start: START, days: 30 });
  const items = assortment.categories.map((category) => assortment.byCategory.get(category)?.[0]?.id ?? "");
  const message = (channel: Perceived["channel"], at: number): Perceived => ({
    ...{ channel, class: "promotional", occasion: "browse-abandoned" },
    items: [items[at] ?? "", items[at + 1] ?? ""],
  });
  const said = [undefined, message("email", 0), message("email", 2), message("push", 0), message("onsite", 2)];
  const truth = people.map((person) => said.map((one) => (one === undefined ? 0 : answerOf(person, one, NOW)[what])));
  return { people, truth };
}

function valueOf({ people, truth }: World, rule: Rule): number {
  const values = people.map((person, at) => rule(person).reduce((sum, p, arm) => sum + p * (truth[at]?.[arm] ?? 0), 0));
  return values.reduce((sum, value) => sum + value, 0) / people.length;
}

/** So many people, met at random, and what came of what the logging rule said to them. */
function draw(
  { people, truth }: World,
  logging: Rule,
  rows: number,
  seed: number,
): { choices: LoggedChoices; met: readonly Person[] } {
  const random = new Random(seed, 99);
  const builder = new ChoicesBuilder("the simulator");
  const range = builder.range(ARMS);
  const met = Array.from({ length: rows }, (_, row) => {
    const at = random.whole(0, people.length - 1);
    const person = people[at] as Person;
    const chances = logging(person);
    let left = random.unit();
    const chosen = Math.max(
      0,
      chances.findIndex((p) => (left -= p) < 0),
    );
    const reward = Number(random.chance(truth[at]?.[chosen] ?? 0));
    const facts = [[`budget=${person.taste.budget < 90}`, 1] as const, ["visits", person.visitsPerWeek] as const];
    builder.add({ person: `${row}`, group: "", range, chosen, propensity: chances[chosen] as number, reward, facts });
    return person;
  });
  return { choices: builder.finish(), met };
}

describe.each([
  { what: "open", explored: "often", rows: 600 },
  { what: "click", explored: "often", rows: 2_000 },
  { what: "click", explored: "seldom", rows: 1_000 },
] as const)("on the simulator, $what as the reward, $explored explored", ({ what, explored, rows }) => {
  let world: World;
  beforeAll(() => void (world = makeWorld(what)));

  it(`intervals hold the true value in at least 90 of ${SEEDS} seeds`, () => {
    const logging = explored === "often" ? often : seldom;
    const truths = {
      current: valueOf(world, logging),
      candidate: valueOf(world, candidate),
      uniform: valueOf(world, uniform),
    };
    const held = new Map<string, number>();
    const count = (name: string, [low, high]: readonly [number, number], truth: number): void =>
      void held.set(name, (held.get(name) ?? 0) + Number(low <= truth && truth <= high));
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { choices, met } = draw(world, logging, rows, seed);
      const { policies } = evaluatePolicies(choices, {
        ...{ estimator: "dr", seed, resamples: 200 },
        candidate: { fill: (row, into) => into.set(candidate(met[row] as Person)) },
      });
      for (const [name, truth] of Object.entries(truths)) {
        const value = policies[name];
        if (value === undefined) throw new Error(`no ${name}`);
        count(name, value.interval, truth);
        for (const by of ESTIMATORS)
          if (value.estimates !== undefined) count(`${name} by ${by}`, value.estimates[by].interval, truth);
        if (value.difference !== undefined)
          count(`${name} beside current`, value.difference.interval, truth - truths.current);
      }
    }
    for (const [name, times] of held) expect(times, name).toBeGreaterThanOrEqual(90);
  });
});
