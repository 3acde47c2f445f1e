/** What is in force where no version of a model was promoted, by the names that evidence gives it. */

/** models/send-time/recipe.yaml, or the values that Attune was measured with. */
export const FOLDER_RECIPE = "recipe.yaml";
/** The rates of answers that the engine learns by itself. */
export const LEARNT_RATES = "learnt-rates";

/** What a version has to be no worse than; undefined: there is nothing. */
export function inForce(model: string, current: string | undefined): string | undefined {
  return current ?? WITHOUT_VERSION.get(model);
}

const WITHOUT_VERSION: ReadonlyMap<string, string> = new Map([
  ["send-time", FOLDER_RECIPE],
  ["propensity", LEARNT_RATES],
]);
