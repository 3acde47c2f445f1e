/**
 * Who of the survivors speaks. A moment has one message, so classes go in front of one another: what a person is owed by contract
 * (transactional), then what serves them (service), then all that the shop wants (promotional, education). The owed are neither explored with nor
 * weighed against silence: the best of them is said. Only where there is none, the others compete with each other and with silence.
 */
import type { ActionClass } from "../domain/action.js";
import type { EngineContext } from "../domain/context.js";
import { isInArm } from "../domain/experiment.js";
import type { PersonKey } from "../domain/person.js";
import type { ReasonCode } from "../domain/reasons.js";
import { choose } from "./arbitrate/choose.js";
import type { Considered, Survivor } from "./consider.js";

const NOBODY: readonly Survivor[] = [];
const OWED: readonly ActionClass[] = ["transactional", "service"];

export interface Contest {
  readonly winner: Survivor | undefined;
  /** Who would have won without the winner; undefined: silence, or nobody where `isAlone`. */
  readonly runnerUp: Survivor | undefined;
  readonly margin: number;
  readonly mode: "best" | "explore" | "control";
  /** Who took part. */
  readonly contenders: readonly Survivor[];
  /** Theirs. They and `silence` add up to 1. */
  readonly probabilities: readonly number[];
  readonly silence: number;
  readonly reason: Extract<ReasonCode, "ok.chosen" | "silence.better" | "silence.drawn">;
  /** The winner was owed: scores of other classes did not count. */
  readonly isOwed: boolean;
}

/** @param survivors at least one */
export function contend(
  survivors: readonly Survivor[],
  person: PersonKey,
  seed: string,
  context: EngineContext,
): Contest {
  const { contenders, isOwed } = firstClass(survivors);
  const scores = contenders.map(({ factors }) => factors.score);
  const choice = choose(scores, seed, {
    gamma: isOwed ? Number.POSITIVE_INFINITY : context.arbitration.gamma,
    control: !isOwed && isInArm(context.control, person),
    mustSpeak: isOwed,
  });
  const winner = contenders[choice.chosen];
  const runnerUp = winner === undefined ? highest(contenders) : bestOf(without(survivors, winner));
  return {
    winner,
    runnerUp,
    margin: (winner?.factors.score ?? 0) - (runnerUp?.factors.score ?? 0),
    mode: choice.mode,
    contenders,
    probabilities: choice.probabilities,
    silence: choice.silence,
    reason: winner !== undefined ? "ok.chosen" : choice.best < 0 ? "silence.better" : "silence.drawn",
    isOwed,
  };
}

/** Why this survivor was not said. */
export function whyNot({ factors }: Survivor, { winner, isOwed }: Contest): ReasonCode {
  if (isOwed) return "arbitration.outranked";
  if (factors.score < 0) return "arbitration.not-worth-it";
  return winner !== undefined && winner.factors.score >= factors.score
    ? "arbitration.outranked"
    : "arbitration.explored";
}

/** The probability with which it was to be chosen; 0 of one that took no part. */
export function probabilityOf(one: Considered, { contenders, probabilities }: Contest): number {
  const at = (contenders as readonly Considered[]).indexOf(one);
  return at < 0 ? 0 : (probabilities[at] as number);
}

/** Those of the first class that has any. */
function firstClass(survivors: readonly Survivor[]): { contenders: readonly Survivor[]; isOwed: boolean } {
  for (const owed of OWED) {
    if (!survivors.some(({ option }) => option.action.class === owed)) continue;
    return { contenders: survivors.filter(({ option }) => option.action.class === owed), isOwed: true };
  }
  return { contenders: survivors, isOwed: false };
}

function without(survivors: readonly Survivor[], winner: Survivor): readonly Survivor[] {
  return survivors.length === 1 ? NOBODY : survivors.filter((one) => one !== winner);
}

/** Without exploration; undefined: silence. */
function bestOf(survivors: readonly Survivor[]): Survivor | undefined {
  const { contenders, isOwed } = firstClass(survivors);
  const best = highest(contenders);
  return best !== undefined && (isOwed || best.factors.score >= 0) ? best : undefined;
}

/** Of equals the first, as in choose. */
function highest(survivors: readonly Survivor[]): Survivor | undefined {
  let best: Survivor | undefined;
  for (const one of survivors) if (best === undefined || one.factors.score > best.factors.score) best = one;
  return best;
}
