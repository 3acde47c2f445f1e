import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ENGINE = path.resolve(import.meta.dirname, "../../src/engine");

/** Imports of a stage's file that are neither its own folder's nor the domain's. */
function foreignImports(stage: string, file: string, text: string): string[] {
  return [...text.matchAll(/from "([^"]+)"/g)]
    .map((match) => match[1] as string)
    .filter((specifier) => {
      const target = path.resolve(path.dirname(file), specifier);
      return (
        !target.startsWith(`${path.join(ENGINE, stage)}/`) && !target.startsWith(path.resolve(ENGINE, "../domain"))
      );
    });
}

it("no stage of the engine imports another: only the files beside the stages put them together", () => {
  const stages = readdirSync(ENGINE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(stages).toEqual(
    expect.arrayContaining([
      "arbitrate",
      "candidates",
      "copy",
      "coupons",
      "features",
      "guard",
      "identify",
      "learn",
      "occasions",
      "policies",
      "profile",
      "score",
      "segments",
      "view",
    ]),
  );
  for (const stage of stages) {
    for (const name of readdirSync(path.join(ENGINE, stage), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      const file = path.join(ENGINE, stage, name);
      expect({
        file: `${stage}/${name}`,
        foreign: foreignImports(stage, file, readFileSync(file, "utf8")),
      }).toMatchObject({ foreign: [] });
    }
  }
});

it("finds a planted breach", () => {
  const file = path.join(ENGINE, "policies/consent.ts");
  expect(foreignImports("policies", file, 'import { fire } from "../occasions/fire.js";')).toEqual([
    "../occasions/fire.js",
  ]);
});
