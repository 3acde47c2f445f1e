import { SCORE_UNIT } from "../../domain/intent.js";
import {
  binOf,
  calibrationGroup,
  comparisonGroup,
  type LiveHead,
  type LiveModel,
  lossOf,
  type Prediction,
} from "../../domain/live-calibration.js";
import type { Outlet } from "../../domain/step.js";

type Learning = Pick<Outlet, "learn">;

/** Predictions were made, by the version in force and the one in its shadow: they count as if the answer were no. */
export function notePredicted(
  model: LiveModel,
  head: LiveHead,
  predictions: readonly Prediction[],
  out: Learning,
): void {
  for (const { version, p } of predictions) {
    const group = calibrationGroup(model, version);
    const bin = `${head}/${binOf(p)}`;
    out.learn(group, `${bin}.n`, 1);
    out.learn(group, `${bin}.p`, Math.round(p * SCORE_UNIT));
    out.learn(group, `${bin}.loss`, lossOf(p, false));
  }
  const pair = pairOf(model, predictions);
  if (pair === undefined) return;
  const difference = lost(pair, false);
  out.learn(pair.group, `${head}.n`, 1);
  out.learn(pair.group, `${head}.d`, difference);
  out.learn(pair.group, `${head}.d2`, difference ** 2);
}

/** The answer to them is yes. Once. */
export function noteAnswered(
  model: LiveModel,
  head: LiveHead,
  predictions: readonly Prediction[],
  out: Learning,
): void {
  for (const { version, p } of predictions) {
    const group = calibrationGroup(model, version);
    const bin = `${head}/${binOf(p)}`;
    out.learn(group, `${bin}.positive`, 1);
    out.learn(group, `${bin}.loss`, lossOf(p, true) - lossOf(p, false));
  }
  const pair = pairOf(model, predictions);
  if (pair === undefined) return;
  const before = lost(pair, false);
  const after = lost(pair, true);
  out.learn(pair.group, `${head}.d`, after - before);
  out.learn(pair.group, `${head}.d2`, after ** 2 - before ** 2);
}

/** Two versions that scored the same. */
interface Pair {
  readonly group: string;
  readonly beside: number;
  readonly against: number;
}

function pairOf(model: LiveModel, [against, beside]: readonly Prediction[]): Pair | undefined {
  if (against === undefined || beside === undefined) return undefined;
  return { group: comparisonGroup(model, beside.version, against.version), beside: beside.p, against: against.p };
}

/** What the one beside lost more. */
function lost({ beside, against }: Pair, answer: boolean): number {
  return lossOf(beside, answer) - lossOf(against, answer);
}
