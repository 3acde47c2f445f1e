import { Value } from "@sinclair/typebox/value";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { defaultRecipe, recipeOf } from "./recipe.js";
import { type RecipeFile, recipeSchema } from "./recipe-schema.js";
import { recipeText } from "./recipe-text.js";

describe("a recipe as text", () => {
  const usual = defaultRecipe();
  const own = {
    ...usual,
    factors: { ...usual.factors, dimension: 32, regularisation: 0.002 },
    sessions: { ...usual.sessions, gapMs: 7 * 86_400_000 },
    popularity: { halfLifeMs: 43_200_000 },
    blend: { ...usual.blend, nextItem: { popular: 1, taste: 0.05 } },
  };

  it("is read back as it was", () => {
    const read = recipeOf(Value.Default(recipeSchema, parse(recipeText(own, "Chosen by hand."))) as RecipeFile);
    expect(read).toMatchObject({ factors: own.factors, sessions: own.sessions, popularity: own.popularity });
    expect(read.blend.nextItem).toMatchObject({ popular: 1, taste: 0.05, next: 0, session: 0 });
    expect(read.coOccurrence).toEqual(usual.coOccurrence);
  });

  it("says what differs and no more, under a comment", () => {
    const text = recipeText(own, "Chosen by hand.\nFor a test.");
    expect(text).toMatch(
      /^# Chosen by hand\.\n# For a test\.\nfactors:\n {2}dimension: 32\n {2}regularisation: 0\.002\n/,
    );
    expect(text).toContain("gap: 7 days");
    expect(text).toContain("halfLife: 12 h");
    expect(text).not.toContain("window");
  });
});
