import type { Signal } from "../../domain/recommendation.js";
import type { Recipe } from "../recommender/recipe.js";

/** What a recipe's settings may be, for a search. Numbers are drawn from their list; the one that is in force stays among them. */
export interface Setting {
  readonly name: string;
  readonly values: readonly number[];
  readonly get: (recipe: Recipe) => number;
  readonly set: (recipe: Recipe, value: number) => Recipe;
}

const HOUR = 3_600_000;

const factor = (
  name: "dimension" | "iterations" | "regularisation" | "unobserved" | "frequencyExponent",
  values: readonly number[],
): Setting => ({
  name: `factors.${name}`,
  values,
  get: ({ factors }) => factors[name],
  set: (recipe, value) => ({ ...recipe, factors: { ...recipe.factors, [name]: value } }),
});
const history = (name: "floor" | "halfLife", values: readonly number[]): Setting => ({
  name: `history.${name}`,
  values,
  get: (recipe) => recipe.history[name],
  set: (recipe, value) => ({ ...recipe, history: { ...recipe.history, [name]: value } }),
});
const rule = (name: "window" | "popularityExponent" | "recentItems", values: readonly number[]): Setting => ({
  name: `rules.${name}`,
  values,
  get: ({ rules }) => rules[name],
  set: (recipe, value) => ({ ...recipe, rules: { ...recipe.rules, [name]: value } }),
});
const meeting = (name: "withinMs" | "shrink" | "halfLifeMs", values: readonly number[]): Setting => ({
  name: `coOccurrence.${name}`,
  values,
  get: ({ coOccurrence }) => coOccurrence[name],
  set: (recipe, value) => ({ ...recipe, coOccurrence: { ...recipe.coOccurrence, [name]: value } }),
});
const session = (name: "gapMs" | "sample" | "neighbours", values: readonly number[]): Setting => ({
  name: `sessions.${name}`,
  values,
  get: ({ sessions }) => sessions[name],
  set: (recipe, value) => {
    const sessions = { ...recipe.sessions, [name]: value };
    // What is asked for must be kept.
    return { ...recipe, sessions: { ...sessions, perItem: Math.max(sessions.perItem, sessions.sample) } };
  },
});

/** By signal: the settings that it depends on. Each signal is searched on its own; how they go together is the blend's part. */
const SETTINGS = {
  taste: [
    factor("dimension", [16, 32, 64]),
    factor("regularisation", [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2]),
    factor("unobserved", [0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5]),
    factor("frequencyExponent", [0.5, 0.7, 0.85, 1]),
    factor("iterations", [4, 6, 8, 12]),
    history("halfLife", [1, 2, 3, 5, 10, 20]),
    history("floor", [0.02, 0.05, 0.1, 0.3, 1]),
  ],
  next: [
    rule("window", [3, 5, 10, 20]),
    rule("popularityExponent", [0, 0.25, 0.5, 0.75]),
    rule("recentItems", [3, 5, 10, 20]),
  ],
  session: [
    session("gapMs", [0.5 * HOUR, 3 * HOUR, 24 * HOUR, 168 * HOUR]),
    session("sample", [100, 300, 500, 1000]),
    session("neighbours", [30, 100, 300]),
  ],
  "also-viewed": [
    meeting("withinMs", [1 * HOUR, 24 * HOUR, 720 * HOUR, 8784 * HOUR]),
    meeting("shrink", [1, 5, 20, 100]),
    meeting("halfLifeMs", [168 * HOUR, 720 * HOUR, 2160 * HOUR, 8784 * HOUR]),
  ],
  /** Where the same may come again: how soon what a person met fades. It has the last word on what "taste" found. */
  own: [history("halfLife", [2, 5, 10, 20]), history("floor", [0.02, 0.1, 0.3])],
} as const satisfies Partial<Record<Signal, readonly Setting[]>>;

export type SearchedSignal = keyof typeof SETTINGS;
/** In this order. */
export function searchedSignals(repeats: boolean): SearchedSignal[] {
  const signals = Object.keys(SETTINGS) as SearchedSignal[];
  return repeats ? signals : signals.filter((signal) => signal !== "own");
}

/** Where the order of time means nothing, there is nothing to find in it. */
export function settingsOf(signal: SearchedSignal, { history: { recency } }: Recipe): readonly Setting[] {
  const settings: readonly Setting[] = SETTINGS[signal];
  return recency === 0 ? settings.filter(({ name }) => !name.startsWith("history.")) : settings;
}
