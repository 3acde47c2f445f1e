/** A population in virtual time, and who speaks to it. */
export type { Sender, Sent } from "./sender.js";
export type { Tally } from "./tally.js";
export { runWorld } from "./world.js";
