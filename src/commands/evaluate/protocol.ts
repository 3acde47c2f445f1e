import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { EngineContext } from "../../domain/context.js";
import { AttuneError } from "../../domain/errors.js";
import { DAY } from "../../domain/time.js";
import {
  evaluateLeaveOneOut,
  evaluatePrequential,
  evaluateSessions,
  evaluateStratified,
  type Evaluation,
  type LeaveOneOutOptions,
  parseNegatives,
  type Protocol,
  type Trial,
} from "../../training/evaluate/index.js";
import type { Interactions } from "../../training/interactions.js";
import type { Recipe } from "../../training/recommender/recipe.js";
import type { Phases } from "../phases.js";

/** What the command line says of how it is measured. */
export interface ProtocolOptions {
  readonly protocol: Protocol;
  readonly negatives?: string;
  readonly split?: number;
  readonly validation: number;
  readonly retrain?: number;
  readonly repeats?: boolean;
  readonly catalogue: "seen" | "all";
  readonly windows: number;
  readonly search: number;
  readonly cases?: number;
  readonly validationCases?: number;
  readonly seed: number;
  readonly seeds: number;
  readonly threads?: number;
}

export interface Parts {
  readonly context: EngineContext;
  readonly recipe: Recipe;
  readonly signal: AbortSignal;
  readonly phases: Phases;
}

export interface Measured {
  readonly evaluation: Evaluation;
  readonly recipe: Recipe;
  readonly trials?: readonly Trial[];
}

/** Measures by the protocol that is named. */
export function runProtocol(interactions: Interactions, options: ProtocolOptions, parts: Parts): Promise<Measured> {
  const { protocol, seed, seeds, search, retrain, cases = Number.POSITIVE_INFINITY } = options;
  const { context, recipe, signal, phases } = parts;
  const usual = {
    context,
    recipe,
    signal,
    seed,
    seeds,
    mostCases: cases,
    mostValidationCases: options.validationCases ?? usualValidationCases(interactions.items.length),
    threads: options.threads ?? availableParallelism(),
    onProgress: (phase: string, done: number, total: number) => phases.show(phase, done, total),
  };
  switch (protocol) {
    case "prequential":
      return evaluatePrequential(interactions, {
        ...usual,
        search,
        split: options.split ?? 0.8,
        validation: options.validation,
        repeats: options.repeats === true,
        catalogue: options.catalogue,
        retrainMs: retrain === undefined ? undefined : retrain * DAY,
      });
    case "leave-one-out":
      return evaluateLeaveOneOut(interactions, { ...usual, negatives: "all" });
    case "sampled-99":
      return evaluateSampled(interactions, options.negatives, usual);
    case "stratified":
      return evaluateStratified(interactions, { ...usual, search, share: options.split ?? 0.75 });
    case "sessions":
      return evaluateSessions(interactions, { ...usual, windows: options.windows, testShare: options.validation });
  }
}

/** Every round of a search scores each case over all items. */
const MOST_SCORES = 5e7;

function usualValidationCases(items: number): number {
  return Math.max(300, Math.min(1_500, Math.floor(MOST_SCORES / items)));
}

const NEGATIVES = 99;

function evaluateSampled(
  interactions: Interactions,
  file: string | undefined,
  usual: Omit<LeaveOneOutOptions, "negatives">,
): Promise<Measured> {
  if (file === undefined) return evaluateLeaveOneOut(interactions, { ...usual, negatives: { sampled: NEGATIVES } });
  const { cases, unknownItems } = parseNegatives(textOf(file), interactions);
  const { items, categories, prices } = interactions;
  const whole = {
    ...interactions,
    items: [...items, ...unknownItems],
    categories: [...categories, ...unknownItems.map(() => "")],
    prices: Float64Array.from([...prices, ...unknownItems.map(() => Number.NaN)]),
  };
  return evaluateLeaveOneOut(whole, { ...usual, negatives: { given: cases } });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `${file} can't be read`, { cause });
  }
}
