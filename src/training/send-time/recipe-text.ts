import { stringify } from "yaml";
import { DAY } from "../../domain/time.js";
import type { SendTimeRecipe } from "../../domain/timing.js";

/** A recipe as YAML, as models/send-time/recipe.yaml has it. */
export function recipeText({ halfLifeMs, ...recipe }: SendTimeRecipe, comment: string): string {
  const days = halfLifeMs / DAY;
  const head = comment.split("\n").map((line) => `# ${line}`.trimEnd());
  return `${head.join("\n")}\n${stringify({ ...recipe, halfLife: days === 1 ? "1 day" : `${days} days` })}`;
}
