import { logBeta, logGamma } from "../../domain/beta-distribution.js";
import type { PurchaseTimingParameters } from "./parameters.js";
import type { Purchases } from "./purchases.js";

/**
 * What may be the case with a person whose orders are known, and how likely each is: that they are a customer of regularity k, of whose next interval `done` of
 * its k stages have passed (their pace in stages a day is then Gamma(shape, rate)), or that they have left.
 */
export interface Beliefs {
  readonly alive: readonly Belief[];
  /** The probability that they still are a customer: those of `alive` together. */
  readonly aliveShare: number;
  /** Of what is known, in the unit of days. */
  readonly logLikelihood: number;
}

export interface Belief {
  readonly k: number;
  readonly done: number;
  readonly probability: number;
  readonly shape: number;
  readonly rate: number;
}

/** Parameters, with what of them is the same for everybody worked out. */
export class PurchaseTiming {
  readonly parameters: PurchaseTimingParameters;
  readonly #classes: readonly Readonly<Record<"k" | "rate" | "logRate" | "logShare" | "logFactorial", number>>[];
  readonly #logGammaShape: number;
  readonly #logBetaLeaving: number;
  readonly #logOneTime: number;
  readonly #logRepeating: number;
  /** By repeats: the logarithms of the probabilities to have stayed after each, and to have left after the last. */
  readonly #staying = new Map<number, readonly [stayed: number, left: number]>();
  readonly #terms: Float64Array;

  constructor(parameters: PurchaseTimingParameters) {
    const { pace, leaving, oneTime, regularity } = parameters;
    this.parameters = parameters;
    this.#classes = regularity
      .filter(({ share }) => share > 0)
      .map(({ k, share }) => {
        // The pace in stages is k times that in orders.
        const rate = pace.rate / k;
        return { k, rate, logRate: Math.log(rate), logShare: Math.log(share), logFactorial: logGamma(k) };
      });
    this.#logGammaShape = logGamma(pace.shape);
    this.#logBetaLeaving = logBeta(leaving.a, leaving.b);
    this.#logOneTime = Math.log(oneTime);
    this.#logRepeating = Math.log1p(-oneTime);
    this.#terms = new Float64Array(this.#classes.reduce((sum, { k }) => sum + k + 1, 0));
  }

  /** @param days since the first order */
  beliefs(purchases: Purchases, days: number): Beliefs {
    const terms = this.#terms;
    const logLikelihood = this.#fill(purchases, days);
    const alive: Belief[] = [];
    let aliveShare = 0;
    let at = 0;
    for (const { k, rate } of this.#classes) {
      for (let done = 0; done < k; done++) {
        const probability = Math.exp((terms[at++] as number) - logLikelihood);
        aliveShare += probability;
        const shape = this.parameters.pace.shape + k * purchases.repeats + done;
        alive.push({ k, done, probability, shape, rate: rate + days });
      }
      at++;
    }
    return { alive, aliveShare: Math.min(1, aliveShare), logLikelihood };
  }

  aliveShare(purchases: Purchases, days: number): number {
    const terms = this.#terms;
    const logLikelihood = this.#fill(purchases, days);
    let share = 0;
    let at = 0;
    for (const { k } of this.#classes) {
      for (let done = 0; done < k; done++) share += Math.exp((terms[at++] as number) - logLikelihood);
      at++;
    }
    return Math.min(1, share);
  }

  /** By class: the likelihood of what is known under it, times its share, and divided by that of all. What maximising the shares goes by. */
  responsibilities(purchases: Purchases, days: number, into: Float64Array): number {
    const logLikelihood = this.#fill(purchases, days);
    let at = 0;
    this.#classes.forEach(({ k }, i) => {
      let sum = 0;
      for (let stage = 0; stage <= k; stage++) sum += Math.exp((this.#terms[at++] as number) - logLikelihood);
      into[i] = sum;
    });
    return logLikelihood;
  }

  /** Of each class the logarithms of: alive by stage, left. Returns the logarithm of their sum. */
  #fill({ repeats, lastAfter, gaps, logGaps, untold, untoldDays }: Purchases, days: number): number {
    const { shape } = this.parameters.pace;
    const [stayed, left] = this.#stayingAfter(repeats);
    const since = Math.max(0, days - lastAfter);
    const terms = this.#terms;
    let at = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const { k, rate, logRate, logShare, logFactorial } of this.#classes) {
      // The density of the intervals, without what their sum has of the pace: Erlang-k each, those that are known only together Erlang-(k x untold).
      let intervals = (k - 1) * logGaps - gaps * logFactorial;
      if (untold > 0) intervals += (k * untold - 1) * Math.log(untoldDays) - logGamma(k * untold);
      const base = logShare + intervals + shape * logRate - this.#logGammaShape;
      let stages = shape + k * repeats;
      let logGammaStages = logGamma(stages);
      const leftTerm = base + left + logGammaStages - stages * Math.log(rate + lastAfter);
      const logUntil = Math.log(rate + days);
      const logSince = Math.log(since);
      let passed = 0;
      for (let done = 0; done < k; done++) {
        const term = base + stayed + passed + logGammaStages - stages * logUntil;
        terms[at++] = term;
        if (term > most) most = term;
        logGammaStages += Math.log(stages);
        stages++;
        passed += logSince - Math.log(done + 1);
      }
      terms[at++] = leftTerm;
      if (leftTerm > most) most = leftTerm;
    }
    let sum = 0;
    for (const term of terms) sum += Math.exp(term - most);
    return most + Math.log(sum);
  }

  #stayingAfter(repeats: number): readonly [stayed: number, left: number] {
    let known = this.#staying.get(repeats);
    if (known === undefined) {
      const { a, b } = this.parameters.leaving;
      const stayed = this.#logRepeating + logBeta(a, b + repeats) - this.#logBetaLeaving;
      const left =
        repeats === 0 ? this.#logOneTime : this.#logRepeating + logBeta(a + 1, b + repeats - 1) - this.#logBetaLeaving;
      known = [stayed, left];
      this.#staying.set(repeats, known);
    }
    return known;
  }
}
