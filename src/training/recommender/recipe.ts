import { Value } from "@sinclair/typebox/value";
import type { ItemKind } from "../../domain/profile.js";
import { parseDuration } from "../../domain/time.js";
import type { ServingRecipe } from "../../models/recommender/model.js";
import { type RecipeFile, recipeSchema } from "./recipe-schema.js";

/** Everything that training depends on beside the interactions, the seed and the version gone on with. Durations in ms. */
export interface Recipe {
  /** Weight of an interaction by its kind. */
  readonly kinds: Readonly<Record<ItemKind, number>>;
  readonly factors: RecipeFile["factors"];
  readonly history: RecipeFile["history"];
  readonly rules: RecipeFile["rules"];
  readonly coOccurrence: {
    readonly neighbours: number;
    readonly shrink: number;
    readonly withinMs: number;
    readonly boughtWithinMs: number;
    readonly halfLifeMs: number;
    readonly history: number;
  };
  readonly sessions: {
    readonly gapMs: number;
    readonly kept: number;
    readonly perItem: number;
    readonly items: number;
    readonly sample: number;
    readonly neighbours: number;
  };
  readonly popularity: { readonly halfLifeMs: number };
  readonly reorder: RecipeFile["reorder"];
  readonly blend: ServingRecipe["blend"] & { readonly learn: boolean };
}

/** A checked recipe as training wants it. */
export function recipeOf({ coOccurrence, sessions, popularity, ...file }: RecipeFile): Recipe {
  const { within, boughtWithin, halfLife, ...together } = coOccurrence;
  const { gap, ...kept } = sessions;
  return {
    ...file,
    coOccurrence: {
      ...together,
      withinMs: ms(within),
      boughtWithinMs: ms(boughtWithin),
      halfLifeMs: ms(halfLife),
    },
    sessions: { ...kept, gapMs: ms(gap) },
    popularity: { halfLifeMs: ms(popularity.halfLife) },
  };
}

export function defaultRecipe(): Recipe {
  return recipeOf(Value.Default(recipeSchema, {}) as RecipeFile);
}

/** What of a recipe serving needs: it is stored with the model, so that a person is folded in as the factors were trained. */
export function servingRecipeOf({ kinds, factors, history, rules, sessions, blend }: Recipe): ServingRecipe {
  return {
    unobserved: factors.unobserved,
    regularisation: factors.regularisation,
    frequencyExponent: factors.frequencyExponent,
    ...history,
    kinds,
    ruleItems: rules.recentItems,
    sessionSample: sessions.sample,
    sessionNeighbours: sessions.neighbours,
    blend: { forYou: blend.forYou, nextItem: blend.nextItem },
  };
}

function ms(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new TypeError(`not a duration: ${text}`);
  return value;
}
