/** A simulated population against policies, in virtual time: what Attune is worth beside saying nothing, mass sending and the usual rules. */
export type { Measured } from "./intervals.js";
export type { Measure } from "./measures.js";
export { simulate, type Simulation } from "./simulate.js";
