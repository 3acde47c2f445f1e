import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it("what is committed is what the sources compile to", async () => {
  // A program, not a module with types: its path is not written where the compiler would follow it.
  const program = new URL("../../../scripts/build-kernels.mjs", import.meta.url);
  const { compileKernels } = (await import(program.href)) as { compileKernels(): Promise<string> };
  expect(await compileKernels()).toBe(await readFile(new URL("./wasm-bytes.ts", import.meta.url), "utf8"));
});
