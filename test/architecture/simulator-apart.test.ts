import { expect, it } from "vitest";
import { importsOf, sourceFiles } from "./import-graph.js";

const ROOT = new URL("../..", import.meta.url).pathname;
/** The words that both sides speak, and their names; no number of the engine's is among them. */
const SHARED = new Set([
  "domain/event.ts",
  "domain/fields.ts",
  "domain/message.ts",
  "domain/person.ts",
  "domain/product.ts",
]);

it("lets the simulator know nothing of the engine: what it shows is what the engine found", () => {
  const outside = sourceFiles(ROOT, "src/simulator")
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => importsOf(ROOT, file))
    .map(({ to }) => to)
    .filter((to) => !to.startsWith("src/simulator/"));
  expect(outside.filter((to) => !SHARED.has(to.replace(/^src\//, "")))).toEqual([]);
  expect(outside.length).toBeGreaterThan(5);
});
