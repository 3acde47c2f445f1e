import { existsSync } from "node:fs";
import path from "node:path";
import { createCheck } from "../../config/check.js";
import { type ConfigProblem, problem, problemLine } from "../../config/problems.js";
import { readChecked } from "../../config/read.js";
import { AttuneError } from "../../domain/errors.js";
import { defaultRecipe, type Recipe, recipeOf } from "../../training/recommender/recipe.js";
import { type RecipeFile, recipeSchema } from "../../training/recommender/recipe-schema.js";

export interface RecipeSource {
  readonly recipe: Recipe;
  /** For people. */
  readonly from: string;
}

const check = createCheck<RecipeFile>(recipeSchema);

/**
 * The recipe of the file that is named; else of the models folder, recommender/recipe.yaml; else the default one.
 * @throws AttuneError ATTUNE_CONFIG_INVALID with every mistake by file, line and column
 */
export function readRecipe(named: string | undefined, models: string): RecipeSource {
  const file = named ?? path.join(models, "recommender", "recipe.yaml");
  if (named === undefined && !existsSync(file)) return { recipe: defaultRecipe(), from: "the default recipe" };
  const errors: ConfigProblem[] = [];
  const reading = { folder: path.dirname(file), environment: process.env, errors };
  const source = readChecked(path.basename(file), check, reading, "required");
  if (source !== undefined && source.value.sessions.sample > source.value.sessions.perItem) {
    const { sample, perItem } = source.value.sessions;
    const why = `sample asks for ${sample} sessions that share an item, but only ${perItem} are kept for each (perItem)`;
    errors.push(problem("ATTUNE_CONFIG_POLICY", source.file.placeOf(["sessions", "sample"]), why));
  }
  if (source !== undefined && errors.length === 0) return { recipe: recipeOf(source.value), from: file };
  errors.sort((a, b) => a.line - b.line || a.column - b.column);
  const [first] = errors;
  const message = errors.map(problemLine).join("\n");
  throw new AttuneError("ATTUNE_CONFIG_INVALID", message, first === undefined ? {} : { place: first });
}
