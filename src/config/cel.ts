import type { Predicate } from "../domain/view.js";
import { type CelOptions, findMistakes } from "./cel-check.js";
import { compileClosure } from "./cel-closures.js";
import { evaluateByLibrary, parseCel } from "./cel-environment.js";
import { dependenciesOf } from "./cel-time.js";

/**
 * Conditions of segments, policies and actions, in CEL over the view (domain/view.ts). Everything is checked when the configuration is
 * loaded; a condition that can't be worked out for a person (a trait that isn't known) doesn't hold, and never throws.
 */

export type { CelOptions };

/** A mistake, by its place inside the expression's own text. Lines and columns count from 1. */
export interface CelProblem {
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Every mistake that is found; empty when it can be compiled. */
export function checkCel(source: string, options: CelOptions): CelProblem[] {
  return findMistakes(source, options).map(({ offset, message }) => {
    const before = source.slice(0, offset).split("\n");
    return { message, offset, line: before.length, column: (before.at(-1) as string).length + 1 };
  });
}

/** @throws Error on what checkCel reports; call that first. */
export function compileCel(source: string): Predicate {
  const parsed = parseCel(source);
  const { valid, error } = parsed.check();
  if (!valid) throw new Error(`not a condition: ${source}`, { cause: error });
  const { reads, crossings, drifts } = dependenciesOf(parsed.ast);
  const evaluate = compileClosure(parsed.ast) ?? ((view) => evaluateByLibrary(parsed, reads, view));
  return {
    source,
    reads,
    crossings,
    drifts,
    holds(view) {
      try {
        return evaluate(view) === true;
      } catch {
        return false;
      }
    },
  };
}
