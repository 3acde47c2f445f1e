/**
 * What the kernels' module exports. AssemblyScript, compiled by scripts/build-kernels.mjs; the file ending keeps it away from TypeScript's tools.
 * Addresses are bytes into one imported shared memory; `d` is the dimension, a multiple of 8; matrices are row by row, f32. No kernel allocates, and the
 * module has no data of its own: every thread's instance works in the same memory. scalar/ has the same functions in TypeScript, equal to the bit:
 * whoever changes the order of an addition here changes it there.
 */
export { accumulate, begin, gramian, halfStep } from "./normal-equations";
export { factorise, solve } from "./cholesky";
export { scores, scoresAt } from "./scores";
export { upperBounds } from "./upper-bounds";
export { forward } from "./dense";
