/**
 * Kernels over item factors in shared memory, and over a thread's own copy of a dense network: WebAssembly with SIMD, and TypeScript with the same bits.
 * This folder computes; it knows neither people nor catalogues.
 */
export { ACTIVATIONS, type Activation, DenseKernel, type DenseLayer } from "./dense-kernel.js";
export { FactorKernel } from "./factor-kernel.js";
export { openOperations } from "./open-operations.js";
export { chunkBytes, type Operations } from "./operations.js";
export { frequencyScaled, type SolveRecipe } from "./regularisation.js";
export { selectTop } from "./select-top.js";
export {
  allocateFactors,
  extendFactors,
  type FactorOptions,
  factorsOf,
  type SharedFactors,
  sealFactors,
} from "./shared-factors.js";
export { MOST_MEMORY_BYTES, sharedMemory, type WasmMemory } from "./web-assembly.js";
