import type { EngineContext } from "../../domain/context.js";
import type { Decision } from "../../domain/decision.js";
import {
  type Beside,
  decisionOutcomes,
  type DecisionOutcome,
  type ReplayedLog,
  type WatchedStep,
} from "../outcomes/index.js";
import { ChoicesBuilder } from "./choices-builder.js";
import { type LoggedChoices, type Policy, SILENCE } from "./choices.js";
import { drawnOf } from "./drawn.js";

export const REWARDS = ["click", "order", "revenue"] as const;
export type Reward = (typeof REWARDS)[number];

export interface DecisionOptions {
  readonly reward: Reward;
  /** After the decision, ms. */
  readonly withinMs: number;
  /** The candidate, asked at each decision's own state. */
  readonly beside?: Beside | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (events: number) => void;
}

/** How decisions became choices. */
export interface DecisionTally {
  /** That the log holds; and of them those that the configuration of now makes again as they were. The others are passed over. */
  recorded: number;
  reproduced: number;
  /** ... with nothing to choose (one option, owed or forbidden): they say nothing of any other policy. */
  certain: number;
  /** ... that say what an earlier decision had chosen and put off: they belong to that one. */
  continued: number;
  /** ... too young to know what comes of them. */
  young: number;
  /** Of the certain ones: where the candidate would do something else. What comes of that nobody can say. */
  elsewhere: number;
}

export interface DecisionChoices {
  readonly choices: LoggedChoices;
  readonly candidate: Policy | undefined;
  readonly tally: DecisionTally;
}

/** One decision, until it is known what came of it. */
interface Drawn {
  readonly occasion: string;
  readonly arms: readonly string[];
  readonly beliefs: readonly number[];
  readonly chosen: number;
  readonly propensity: number;
  readonly segments: readonly string[];
  /** The candidate's probabilities of the arms. */
  readonly wanted: readonly number[] | undefined;
}

/**
 * The log's decisions as choices with known probabilities, and what came of them, by replay. With a candidate: what it would have chosen, from the same
 * profile and event each time; its own choices lead to nothing, so every decision is asked about in the state that was really there.
 * @throws AttuneError ATTUNE_LOG_UNAVAILABLE | ATTUNE_INPUT_TOO_LARGE
 */
export async function decisionChoices(
  log: ReplayedLog,
  context: EngineContext,
  { reward, withinMs, beside, signal, onProgress }: DecisionOptions,
): Promise<DecisionChoices> {
  const tally: DecisionTally = { recorded: 0, reproduced: 0, certain: 0, continued: 0, young: 0, elsewhere: 0 };
  const builder = new ChoicesBuilder(log.description);
  const wanted: number[] = [];
  const outcomes = decisionOutcomes<Drawn>(log, context, {
    withinMs,
    tally,
    signal,
    keep: (decision, step) => keep(decision, step, tally),
    ...(beside === undefined ? {} : { beside }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  for await (const outcome of outcomes) {
    if (!outcome.isWhole) {
      tally.young++;
      continue;
    }
    const { kept, person } = outcome;
    const { occasion, arms, beliefs, chosen, propensity, segments } = kept;
    wanted.push(...(kept.wanted ?? []));
    const facts = [[`occasion=${occasion}`, 1] as const, ...segments.map((one) => [`segment=${one}`, 1] as const)];
    const range = builder.range(arms, beliefs);
    builder.add({ person, group: occasion, range, chosen, propensity, reward: rewardOf(reward, outcome), facts });
  }
  const choices = builder.finish();
  return { choices, candidate: beside === undefined ? undefined : asked(choices, Float64Array.from(wanted)), tally };
}

function keep(decision: Decision, step: WatchedStep, tally: DecisionTally): Drawn | undefined {
  if (isContinued(decision)) {
    tally.continued++;
    return undefined;
  }
  const { arms, beliefs, probabilities } = drawnOf(decision);
  const candidate = candidateOf(decision, step);
  const chosen = arms.indexOf(decision.winner ?? SILENCE);
  if (arms.length < 2 || chosen < 0) {
    tally.certain++;
    if (candidate !== undefined && (candidate.get(decision.winner ?? SILENCE) ?? 0) < 0.5) tally.elsewhere++;
    return undefined;
  }
  return {
    occasion: decision.occasion,
    arms,
    beliefs,
    chosen,
    propensity: probabilities[chosen] as number,
    segments: decision.segments,
    wanted: candidate === undefined ? undefined : arms.map((arm) => candidate.get(arm) ?? 0),
  };
}

/** What was put off was a choice; that it was said in its hour is none. */
function isContinued({ timedBy, reason }: Decision): boolean {
  return timedBy !== undefined && reason !== "held.better-time";
}

/** The candidate's probabilities by arm. Where it makes no decision at all, it says nothing. */
function candidateOf({ id }: Decision, { beside }: WatchedStep): ReadonlyMap<string, number> | undefined {
  if (beside === undefined) return undefined;
  for (const effect of beside().effects) {
    if (effect.kind !== "decision" || effect.decision.id !== id) continue;
    const { arms, probabilities } = drawnOf(effect.decision);
    return new Map(arms.map((arm, at) => [arm, probabilities[at] as number]));
  }
  return new Map([[SILENCE, 1]]);
}

function rewardOf(reward: Reward, { answer, orders, revenue }: DecisionOutcome<Drawn>): number {
  if (reward === "revenue") return revenue;
  return reward === "click" ? Number(answer.clickedAt !== undefined) : Number(orders > 0);
}

function asked({ from, until }: LoggedChoices, wanted: Float64Array): Policy {
  return { fill: (row, into) => into.set(wanted.subarray(from[row], until[row])) };
}
