import type { Statistics } from "../domain/population.js";

/** How fairly an offer is told: to whom it was relevant, and who of them never heard of it. In decisions. */
export interface Coverage {
  readonly action: string;
  /** It was a candidate. */
  readonly considered: number;
  /** It was allowed, made sense and was good for the person. */
  readonly relevant: number;
  readonly told: number;
  /** Relevant, and not told to a person of whom no message of it is remembered. */
  readonly untold: number;
  /** untold / relevant, 0 without */
  readonly untoldShare: number;
}

/** The least told first. */
export function coverageOf(statistics: Statistics, actions: readonly string[]): Coverage[] {
  const numbers = statistics.get("coverage") ?? new Map<string, number>();
  const of = (action: string, what: string): number => numbers.get(`${action}.${what}`) ?? 0;
  return [...new Set(actions)]
    .map((action) => {
      const relevant = of(action, "relevant");
      const untold = of(action, "untold");
      return {
        action,
        considered: of(action, "considered"),
        relevant,
        told: of(action, "told"),
        untold,
        untoldShare: relevant === 0 ? 0 : untold / relevant,
      };
    })
    .sort((a, b) => b.untoldShare - a.untoldShare || (a.action < b.action ? -1 : 1));
}
