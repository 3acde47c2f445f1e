import { existsSync } from "node:fs";
import path from "node:path";
import type { Static, TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { createCheck } from "../../config/check.js";
import { type ConfigProblem, problemLine } from "../../config/problems.js";
import { readChecked } from "../../config/read.js";
import { AttuneError } from "../../domain/errors.js";

/**
 * A model's recipe: of the file that is named; else of the models folder, `<model>/recipe.yaml`; else the default one.
 * @throws AttuneError ATTUNE_CONFIG_INVALID with every mistake by file, line and column
 */
export function readModelRecipe<S extends TSchema>(
  schema: S,
  { named, models, model }: { readonly named: string | undefined; readonly models: string; readonly model: string },
): { readonly recipe: Static<S>; readonly from: string } {
  const file = named ?? path.join(models, model, "recipe.yaml");
  if (named === undefined && !existsSync(file))
    return { recipe: Value.Default(schema, {}), from: "the default recipe" };
  const errors: ConfigProblem[] = [];
  const reading = { folder: path.dirname(file), environment: process.env, errors };
  const source = readChecked(path.basename(file), createCheck<Static<S>>(schema), reading, "required");
  if (source !== undefined && errors.length === 0) return { recipe: source.value, from: file };
  errors.sort((a, b) => a.line - b.line || a.column - b.column);
  const [first] = errors;
  const message = errors.map(problemLine).join("\n");
  throw new AttuneError("ATTUNE_CONFIG_INVALID", message, first === undefined ? {} : { place: first });
}
