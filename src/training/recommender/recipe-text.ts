import { stringify } from "yaml";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { defaultRecipe, type Recipe } from "./recipe.js";

/** A recipe as YAML that `--recipe` reads again: what differs from the default, and all weights of the blend as they were learnt. */
export function recipeText(recipe: Recipe, comment: string): string {
  const usual = fileOf(defaultRecipe());
  const written = Object.entries(fileOf(recipe)).flatMap(([group, settings]) => {
    const changed = Object.entries(settings).filter(([name, value]) => value !== usual[group]?.[name]);
    return changed.length === 0 ? [] : [[group, Object.fromEntries(changed)]];
  });
  const { forYou, nextItem } = recipe.blend;
  const blend = { forYou: everyWeight(forYou), nextItem: everyWeight(nextItem), learn: false };
  const head = comment
    .split("\n")
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");
  return `${head}\n${stringify({ ...Object.fromEntries(written), blend })}`;
}

type Settings = Readonly<Record<string, unknown>>;

/** Durations in words, as the file has them. */
function fileOf(recipe: Recipe): Readonly<Record<string, Settings>> {
  const { kinds, factors, history, rules, coOccurrence, sessions, popularity, reorder } = recipe;
  const { withinMs, boughtWithinMs, halfLifeMs, ...together } = coOccurrence;
  const { gapMs, ...kept } = sessions;
  return {
    kinds,
    factors,
    history,
    rules,
    coOccurrence: {
      ...together,
      within: inWords(withinMs),
      boughtWithin: inWords(boughtWithinMs),
      halfLife: inWords(halfLifeMs),
    },
    sessions: { ...kept, gap: inWords(gapMs) },
    popularity: { halfLife: inWords(popularity.halfLifeMs) },
    reorder,
  };
}

/** A signal that is left out would get its default. */
function everyWeight(weights: Readonly<Record<string, number>>): Record<string, number> {
  const { forYou } = defaultRecipe().blend;
  return Object.fromEntries(Object.keys(forYou).map((signal) => [signal, weights[signal] ?? 0]));
}

function inWords(ms: number): string {
  for (const [unit, length] of [
    ["days", DAY],
    ["h", HOUR],
    ["min", MINUTE],
    ["s", 1_000],
  ] as const) {
    if (ms % length === 0) return ms === DAY ? "1 day" : `${ms / length} ${unit}`;
  }
  return `${ms} ms`;
}
