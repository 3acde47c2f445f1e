/** What Attune is held against: nothing, mass sending, and the rules that every shop sets up. */
export { massSender } from "./mass.js";
export { RulesSender } from "./rules.js";
export { silentSender } from "./silent.js";
