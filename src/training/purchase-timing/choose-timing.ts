import type { PurchaseHistory } from "../../domain/scoring.js";
import { BG_NBD, fitTiming, type FitOptions, type TimingFit, type TimingShape } from "./fit-timing.js";

/** One shape that was tried. */
export interface TimingTrial extends TimingShape {
  readonly logLikelihood: number;
  /** The Bayesian information criterion: the least is chosen. */
  readonly bic: number;
}

export interface ChosenTiming {
  readonly fit: TimingFit;
  readonly shape: TimingShape;
  /** In the order in which they were tried. */
  readonly trials: readonly TimingTrial[];
  /** Fader, Hardie and Lee's model on the same people. */
  readonly plain: TimingFit;
}

/**
 * As much of a shape as the orders bear out: BG/NBD; with people who order once only, where that explains more than a further number costs (Schwarz 1978); and with
 * classes of regularity, where they do.
 */
export async function chooseTiming(
  histories: readonly PurchaseHistory[],
  until: number,
  regularity: readonly number[],
  options: FitOptions = {},
): Promise<ChosenTiming> {
  const trials: TimingTrial[] = [];
  const tryOut = async (
    shape: TimingShape,
  ): Promise<{ readonly shape: TimingShape; readonly fit: TimingFit; readonly bic: number }> => {
    const fit = await fitTiming(histories, until, shape, options);
    const numbers = 4 + (shape.oneTime ? 1 : 0) + shape.regularity.length - 1;
    const bic = numbers * Math.log(histories.length) - 2 * fit.logLikelihood;
    trials.push({ ...shape, logLikelihood: fit.logLikelihood, bic });
    return { shape, fit, bic };
  };
  const plain = await tryOut(BG_NBD);
  let best = better(plain, await tryOut({ ...BG_NBD, oneTime: true }));
  if (regularity.length > 1 || regularity[0] !== 1)
    best = better(best, await tryOut({ regularity, oneTime: best.shape.oneTime }));
  return { fit: best.fit, shape: best.shape, trials, plain: plain.fit };
}

function better<T extends { readonly bic: number }>(one: T, other: T): T {
  return other.bic < one.bic ? other : one;
}
