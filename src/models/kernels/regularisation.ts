/** How a vector is solved for, in training and in fold-in alike (Rendle et al., "Revisiting the Performance of iALS", RecSys 2022). */
export interface SolveRecipe {
  /** alpha_0: the weight of every pair that was not observed. */
  readonly unobserved: number;
  /** lambda, above 0. */
  readonly regularisation: number;
  /** nu: 1 = regularisation grows with what is known, 0 = the same for all. */
  readonly frequencyExponent: number;
}

export interface FoldInRecipe extends SolveRecipe {
  /** |I|: how many items the model was trained on. */
  readonly items: number;
}

/**
 * lambda * (n + alpha_0 * others)^nu, as in the authors' code (google-research/ials). n there is the number of interactions; here each counts with its
 * weight, so that one of weight 2 is the same as two of weight 1.
 */
export function frequencyScaled(totalWeight: number, others: number, recipe: SolveRecipe): number {
  const { unobserved, regularisation, frequencyExponent } = recipe;
  return Math.fround(regularisation * (totalWeight + unobserved * others) ** frequencyExponent);
}
