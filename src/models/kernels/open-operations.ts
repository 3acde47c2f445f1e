import type { Operations } from "./operations.js";
import { dense } from "./scalar/dense.js";
import { viewsOf } from "./scalar/floats.js";
import { normalEquations } from "./scalar/normal-equations.js";
import { scans } from "./scalar/scans.js";
import { WASM_BASE64 } from "./wasm-bytes.js";
import { compile, instantiate, type WasmMemory } from "./web-assembly.js";

let module: object | undefined | "not tried" = "not tried";

/** The kernels over a memory: WebAssembly where the machine has SIMD, else TypeScript; the results are the same to the bit. */
export function openOperations(memory: WasmMemory, { simd = true }: { simd?: boolean } = {}): Operations {
  if (module === "not tried") module = compile(Buffer.from(WASM_BASE64, "base64"));
  if (simd && module !== undefined) return instantiate(module, memory) as Operations;
  const views = viewsOf(memory.buffer);
  return { ...normalEquations(views), ...scans(views), ...dense(views) };
}
