import type { EngineContext } from "../../domain/context.js";
import { DAY, WEEK } from "../../domain/time.js";
import { makePopulation } from "../../simulator/population/index.js";
import { runWorld, type Tally } from "../../simulator/world/index.js";
import { addUp, type Spoken } from "./by-action.js";
import { type Measurements, PairedBootstrap } from "./intervals.js";
import { columnsOf } from "./measures.js";
import { type SimulatedPolicy, senderOf } from "./policies.js";

export interface SimulateOptions {
  readonly policies: readonly SimulatedPolicy[];
  readonly context: EngineContext;
  readonly weeks: number;
  /** Weeks before, in which people come and buy and nobody is written to: a shop's history. */
  readonly historyWeeks: number;
  readonly people: number;
  /** The first seed, and how many: each another shop with other people. */
  readonly seed: number;
  readonly seeds: number;
  /** Virtual days of one policy with one seed that are over, and of how many. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface PolicyResult extends Measurements {
  /** By "<action>/<channel>", the most frequent first. */
  readonly spoken: readonly Spoken[];
}

export interface Simulation {
  readonly weeks: number;
  readonly historyWeeks: number;
  /** Over all seeds; crawlers are not among them. */
  readonly people: number;
  readonly seeds: readonly number[];
  readonly policies: Readonly<Partial<Record<SimulatedPolicy, PolicyResult>>>;
  /** By "<policy> - <other>": the last policy asked for beside each of the others, with the same people. */
  readonly differences: Readonly<Record<string, Measurements>>;
  /** By seed, in their order: each policy's revenue per person. */
  readonly revenueBySeed: Readonly<Partial<Record<SimulatedPolicy, readonly number[]>>>;
}

/** The story begins in a January: its twelve weeks lie outside the key seasons of a shop. */
const START = Date.UTC(2026, 0, 5);

/** Lets each policy speak to the same people, one seed after the other, and holds what comes of it against each other. */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  const { policies, seed, seeds, weeks, historyWeeks } = options;
  const tallies = new Map<SimulatedPolicy, Tally[]>(policies.map((policy) => [policy, []]));
  const bySeed = new Map<SimulatedPolicy, number[]>(policies.map((policy) => [policy, []]));
  const all = Array.from({ length: seeds }, (_, at) => seed + at);
  for (const each of all) {
    for (const policy of policies) {
      const came = await runOne(policy, each, options);
      tallies.get(policy)?.push(...came);
      bySeed.get(policy)?.push(mean(came.map(({ revenue }) => revenue)));
    }
  }
  const columns = new Map([...tallies].map(([policy, of]) => [policy, columnsOf(of)]));
  const bootstrap = new PairedBootstrap(columns, seed);
  const subject = policies.at(-1) as SimulatedPolicy;
  return {
    weeks,
    historyWeeks,
    people: tallies.get(subject)?.length ?? 0,
    seeds: all,
    policies: Object.fromEntries(
      policies.map((policy) => [policy, { ...bootstrap.of(policy), spoken: addUp(tallies.get(policy) ?? []) }]),
    ),
    differences: Object.fromEntries(
      policies.slice(0, -1).map((other) => [`${subject} - ${other}`, bootstrap.difference(subject, other)]),
    ),
    revenueBySeed: Object.fromEntries(bySeed),
  };
}

/** What came of each person but crawlers. */
async function runOne(policy: SimulatedPolicy, seed: number, options: SimulateOptions): Promise<Tally[]> {
  const { people, weeks, historyWeeks, context, onProgress, signal } = options;
  const live = START + historyWeeks * WEEK;
  const until = live + weeks * WEEK;
  const days = (until - START) / DAY;
  const population = makePopulation({ seed, people, start: START, days });
  const sender = senderOf(policy, { assortment: population.assortment, seed, from: START, live, context });
  try {
    const tallies = await runWorld({
      population,
      sender,
      from: START,
      live,
      until,
      signal,
      onProgress: (done) => onProgress?.(`seed ${seed}, ${policy}`, done, days),
    });
    return tallies.filter((_, place) => population.people[place]?.isBot === false);
  } finally {
    sender.dispose?.();
  }
}

function mean(values: readonly number[]): number {
  return Math.round((values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)) * 1e4) / 1e4;
}
