import { AttuneError } from "../../domain/errors.js";
import { hash32 } from "../../domain/hash.js";
import { bestArm } from "./best-arm.js";
import { type LoggedChoices, mostChoices, type Policy } from "./choices.js";
import { addUp, type Sums } from "./estimate.js";
import type { Estimator, Interval, PolicyEvaluation, PolicyValue } from "./evaluation.js";
import { greedy } from "./greedy.js";
import { type Blocks, blocksOf } from "./people-blocks.js";
import { policyValue } from "./policy-value.js";
import { estimateOf } from "./quotient.js";
import { Resamples } from "./resamples.js";
import { fitRewards } from "./reward-model.js";
import { uniform } from "./uniform.js";

export interface PolicyOptions {
  readonly estimator: Estimator;
  /** Weights are cut off there; left out: at the square root of the number of rows (Ionides 2008), which distorts less the more there are. */
  readonly clip?: number | undefined;
  readonly seed: number;
  /** Of the bootstrap. */
  readonly resamples?: number;
  /** Beside current, uniform, best-action and trained. */
  readonly candidate?: Policy | undefined;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

/** Fewer rows teach nothing that an interval could hold; nor do they where they are of fewer people, who are what is resampled. */
const LEAST_ROWS = 100;
const LEAST_PEOPLE = 20;

/**
 * What policies would have earned, valued from the choices of another. What is learnt from data (the model of rewards, the best action, the trained policy)
 * is learnt on one half of the people and valued on the other, both ways.
 * @throws AttuneError ATTUNE_INPUT_EMPTY where there are too few rows or people, or nothing to choose
 */
export function evaluatePolicies(choices: LoggedChoices, options: PolicyOptions): PolicyEvaluation {
  const started = process.cpuUsage();
  const { count, person, source, arms, groups } = choices;
  const { estimator, seed, candidate, onProgress } = options;
  const people = new Set(person).size;
  if (count < LEAST_ROWS || people < LEAST_PEOPLE)
    throw new AttuneError(
      "ATTUNE_INPUT_EMPTY",
      `${source}: ${count} choices of ${people} people that were drawn; at least ${LEAST_ROWS} of ${LEAST_PEOPLE} are needed`,
    );
  if (mostChoices(choices) < 2)
    throw new AttuneError(
      "ATTUNE_INPUT_EMPTY",
      `${source}: every moment has one action only: there is nothing to compare`,
    );
  const clip = options.clip ?? Math.sqrt(count);
  const half = Uint8Array.from({ length: count }, (_, row) => hash32(String(person[row]), seed) & 1);
  const halves = [0, 1].map((of) => {
    onProgress?.("learning", of, 2);
    const other = (row: number): boolean => half[row] !== of;
    return { model: fitRewards(choices, other), best: bestArm(choices, other) };
  });
  const learnt = (row: number): (typeof halves)[number] => halves[half[row] as number] as (typeof halves)[number];
  const policies: readonly (readonly [string, Policy])[] = [
    ...(candidate === undefined ? [] : [["candidate", candidate] as const]),
    ["uniform", uniform(choices)],
    ["best-action", { fill: (row, into, expected) => learnt(row).best.fill(row, into, expected) }],
    ["trained", greedy(choices)],
  ];
  onProgress?.("valuing", 0, 1);
  const blocks = blocksOf(person, seed);
  const sums = addUp(
    choices,
    policies.map(([, policy]) => policy),
    { clip, blocks, model: (row) => learnt(row).model },
  );
  const resamples = new Resamples(blocks.count, seed, options.resamples);
  const how = { estimator, rows: count, bounds: boundsOf(choices), resamples };
  const valued = policies.map(([name], p) => [name, policyValue(sums[p] as Sums, how)] as const);
  const { user, system } = process.cpuUsage(started);
  return {
    source,
    estimator,
    rows: count,
    people,
    arms: arms.length,
    groups: groups.length,
    clip,
    seed,
    policies: Object.fromEntries([["current", valueOfLogged(choices, blocks, resamples)], ...valued]),
    cpuSeconds: (user + system) / 1e6,
  };
}

/** What the logged policy earned: of itself the log says it without any estimator. */
export function loggedValue(choices: LoggedChoices, seed: number, resamples?: number): PolicyValue {
  const blocks = blocksOf(choices.person, seed);
  return valueOfLogged(choices, blocks, new Resamples(blocks.count, seed, resamples));
}

function valueOfLogged(
  { count, reward }: LoggedChoices,
  { count: size, of }: Blocks,
  resamples: Resamples,
): PolicyValue {
  const [above, below] = [new Float64Array(size), new Float64Array(size)];
  let [sum, squares] = [0, 0];
  for (let row = 0; row < count; row++) {
    const [block, gained] = [of[row] as number, reward[row] as number];
    above[block] = (above[block] as number) + gained;
    below[block] = (below[block] as number) + 1;
    sum += gained;
    squares += gained ** 2;
  }
  const effectiveRewards = squares === 0 ? 0 : sum ** 2 / squares;
  return {
    ...estimateOf([{ above, below }], resamples),
    effectiveSampleSize: count,
    effectiveRewards,
    meanWeight: 1,
    supported: 1,
    clipped: 0,
  };
}

/** A reward of 0 is always possible. */
function boundsOf({ reward }: LoggedChoices): Interval {
  let [low, high] = [0, 0];
  for (const one of reward) {
    low = Math.min(low, one);
    high = Math.max(high, one);
  }
  return [low, high];
}
