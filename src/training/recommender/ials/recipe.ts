import type { ItemKind } from "../../../domain/profile.js";

/** The part of a recipe that factors depend on. */
export interface IalsRecipe {
  /** What each kind of interaction says; several kinds between the same two add up, repeats of one do not. */
  readonly kinds: Readonly<Record<ItemKind, number>>;
  readonly factors: {
    /** A multiple of 8. */
    readonly dimension: number;
    /** Each solves for all people, then for all items. */
    readonly iterations: number;
    /** Instead, where training goes on from an earlier version's factors. */
    readonly warmIterations: number;
    readonly regularisation: number;
    readonly unobserved: number;
    readonly frequencyExponent: number;
    /** Standard deviation of the random start, divided by the root of the dimension. */
    readonly startDeviation: number;
  };
}
